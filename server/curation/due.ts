import "server-only";

/**
 * When personal data is to be taken out of a run's own values, as SQL within an update of `runs` that ends it: in the same transaction, by
 * the policy of that moment, whoever ends it. Null when the workspace doesn't want that.
 */
export const VALUES_DUE = `(
  select now() + make_interval(mins => coalesce((settings.curation ->> 'valuesAfter')::int, 15))
  from workspace_settings as settings
  where settings.workspace_id = runs.workspace_id and (settings.curation ->> 'values')::boolean
)`;
