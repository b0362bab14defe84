import "server-only";
import type { Correction } from "@/core/privacy/corrections";
import { findPersonal } from "@/core/privacy/detect";
import { CurationPolicy, type CurationTrial, defaultCuration } from "@/core/privacy/policy";
import { keyed, type Pseudonym, type Redaction, redact } from "@/core/privacy/redact";
import type { Queryable } from "@/db/client";
import { workspaceSettings } from "@/db/schema/settings";
import { derivedKey } from "../auth/secrets";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";
import { activeCorrections } from "./corrections";

type Scope = { db: Queryable; workspaceId: string };

export async function readCuration({ db, workspaceId }: Scope): Promise<CurationPolicy> {
  const [row] = await db
    .select({ curation: workspaceSettings.curation })
    .from(workspaceSettings)
    .where(within({ workspaceId }, workspaceSettings));
  return row?.curation == null ? defaultCuration : CurationPolicy.parse(row.curation);
}

export async function writeCuration(context: WorkspaceContext, curation: CurationPolicy): Promise<void> {
  await context.db.update(workspaceSettings).set({ curation, updatedAt: new Date() }).where(within(context, workspaceSettings));
}

/** What one process takes out of texts, at a time. */
export type Curation = { policy: CurationPolicy; redaction: Redaction };

/** What a workspace has taken out, by its policy and what its analysts have corrected. */
export async function openCuration(scope: Scope): Promise<Curation> {
  const [policy, corrections] = await Promise.all([readCuration(scope), activeCorrections(scope)]);
  return { policy, redaction: redactionOf(scope.workspaceId, policy, corrections) };
}

/** Of a purpose that names are invented for. */
export const keyOf = (workspaceId: string, purpose: string): string => derivedKey(`${purpose} ${workspaceId}`).toString("hex");

/** How a policy takes things out. The key is the workspace's: a placeholder is the same in every text of it, and in no other's. */
export function redactionOf(
  workspaceId: string,
  { kinds, standIns, words, patterns }: CurationPolicy,
  corrections: readonly Correction[],
): Redaction {
  // The key is made when it is first needed: most workspaces take nothing out.
  let made: Pseudonym | null = null;
  const pseudonym: Pseudonym = (kind, value) => {
    made ??= keyed(keyOf(workspaceId, "pseudonyms"), { standIns });
    return made(kind, value);
  };
  return { kinds, own: { words, patterns, corrections }, pseudonym };
}

/** What a policy takes out of a text, as the workspace's analysts have corrected it. */
export async function tryCuration(scope: Scope, policy: CurationPolicy, text: string): Promise<CurationTrial> {
  const { kinds, own, pseudonym } = redactionOf(scope.workspaceId, policy, await activeCorrections(scope));
  const findings = findPersonal(text, kinds, own);
  return {
    text: redact(text, findings, pseudonym),
    found: findings.map(({ kind, start, end }) => ({ kind, text: text.slice(start, end) })),
  };
}
