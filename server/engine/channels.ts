import "server-only";

/** Names of the LISTEN/NOTIFY channels. Payloads are run ids, where nothing else is said. */
export const channels = {
  /** A run has new events. */
  events: "minnow_run",
  /** There is a job to fetch. */
  jobs: "minnow_job",
  /** A person has answered, paused or resumed a run. */
  news: "minnow_news",
  /** A run is to be cancelled. */
  cancel: "minnow_cancel",
  /** Somebody edits a graph or is in it; see server/graphs/feed.ts. */
  graphs: "minnow_graph",
} as const;
