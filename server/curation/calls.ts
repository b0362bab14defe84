import "server-only";
import { isJsonObject, Json } from "@/core/graph/json";
import { type Redaction, redactJson, redactText } from "@/core/privacy/redact";
import type { Database } from "@/db/client";
import type { CallRow } from "../engine/calls";
import { readCuration, redactionOf } from "./policy";

/** Changes to the policy reach running workers within this time. Milliseconds. */
const FRESH_MS = 2_000;

/** How calls of runs made here are recorded: as they were, or without what their workspace has taken out of them. */
export function openCallCuration(db: Database, now: () => number = Date.now): (row: CallRow) => Promise<CallRow> {
  const known = new Map<string, { until: number; redaction: Promise<Redaction | null> }>();
  const redactionFor = (workspaceId: string): Promise<Redaction | null> => {
    const before = known.get(workspaceId);
    if (before !== undefined && before.until > now()) return before.redaction;
    const redaction = readCuration({ db, workspaceId }).then((policy) => (policy.calls ? redactionOf(workspaceId, policy) : null));
    redaction.catch(() => known.delete(workspaceId));
    known.set(workspaceId, { until: now() + FRESH_MS, redaction });
    return redaction;
  };
  return async (row) => {
    const redaction = await redactionFor(row.workspaceId);
    return redaction === null ? row : curateRow(row, redaction);
  };
}

const clean = (value: unknown, redaction: Redaction): Json => redactJson(Json.parse(value ?? null), redaction);

function curateRow(row: CallRow, redaction: Redaction): CallRow {
  const { request, response, variables, error, outputText, outputHash } = row;
  const text = typeof outputText === "string" ? redactText(outputText, redaction) : outputText;
  return {
    ...row,
    request: clean(request, redaction),
    response: clean(response, redaction),
    variables: isJsonObject(Json.parse(variables ?? null)) ? clean(variables, redaction) : variables,
    error: clean(error, redaction),
    outputText: text,
    // The hash of a short answer tells the answer; under the workspace's key it tells only which are equal.
    outputHash: typeof outputHash === "string" && text !== outputText ? redaction.pseudonym("own", outputHash) : outputHash,
    // What has holes answers nobody.
    requestHash: null,
  };
}
