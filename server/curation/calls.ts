import "server-only";
import type { Redaction } from "@/core/privacy/redact";
import type { Database } from "@/db/client";
import type { CallRow } from "../engine/calls";
import { curateBody } from "./bodies";
import { openCuration } from "./policy";

/** Changes to the policy reach running workers within this time. Milliseconds. */
const FRESH_MS = 2_000;

/** How the calls of a workspace's runs are recorded: as they were, or without what it has taken out of them. Asked when a worker takes a run. */
export function openCallCuration(db: Database, now: () => number = Date.now): (workspaceId: string) => Promise<(row: CallRow) => CallRow> {
  const known = new Map<string, { until: number; redaction: Promise<Redaction | null> }>();
  return async (workspaceId) => {
    const before = known.get(workspaceId);
    const fresh = before !== undefined && before.until > now() ? before.redaction : read(workspaceId);
    const redaction = await fresh;
    return redaction === null ? (row) => row : (row) => curateBody(row, redaction);
  };
  function read(workspaceId: string): Promise<Redaction | null> {
    const redaction = openCuration({ db, workspaceId }).then(({ policy, redaction }) => (policy.calls ? redaction : null));
    redaction.catch(() => known.delete(workspaceId));
    known.set(workspaceId, { until: now() + FRESH_MS, redaction });
    return redaction;
  }
}
