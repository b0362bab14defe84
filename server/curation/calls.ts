import "server-only";
import { isJsonObject, Json } from "@/core/graph/json";
import { type Redaction, redactJson, redactText } from "@/core/privacy/redact";
import type { Database } from "@/db/client";
import type { CallRow } from "../engine/calls";
import { readCuration, redactionOf } from "./policy";

/** Changes to the policy reach running workers within this time. Milliseconds. */
const FRESH_MS = 2_000;

/** How the calls of a workspace's runs are recorded: as they were, or without what it has taken out of them. Asked when a worker takes a run. */
export function openCallCuration(db: Database, now: () => number = Date.now): (workspaceId: string) => Promise<(row: CallRow) => CallRow> {
  const known = new Map<string, { until: number; redaction: Promise<Redaction | null> }>();
  return async (workspaceId) => {
    const before = known.get(workspaceId);
    const fresh = before !== undefined && before.until > now() ? before.redaction : read(workspaceId);
    const redaction = await fresh;
    return redaction === null ? (row) => row : (row) => curateRow(row, redaction);
  };
  function read(workspaceId: string): Promise<Redaction | null> {
    const redaction = readCuration({ db, workspaceId }).then((policy) => (policy.calls ? redactionOf(workspaceId, policy) : null));
    redaction.catch(() => known.delete(workspaceId));
    known.set(workspaceId, { until: now() + FRESH_MS, redaction });
    return redaction;
  }
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
