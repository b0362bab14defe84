import "server-only";
import { findPersonal } from "@/core/privacy/detect";
import { CurationPolicy, type CurationTrial, defaultCuration } from "@/core/privacy/policy";
import { keyed, type Redaction, redact } from "@/core/privacy/redact";
import type { Queryable } from "@/db/client";
import { workspaceSettings } from "@/db/schema/settings";
import { derivedKey } from "../auth/secrets";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";

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

/** How a policy takes things out. The key is the workspace's: a placeholder is the same in every text of it, and in no other's. */
export function redactionOf(workspaceId: string, { kinds, lookalikes, words, patterns }: CurationPolicy): Redaction {
  const pseudonym = keyed(derivedKey(`pseudonyms ${workspaceId}`).toString("hex"), { lookalikes });
  return { kinds, own: { words, patterns }, pseudonym };
}

/** What a policy takes out of a text. */
export function tryCuration({ workspaceId }: Scope, policy: CurationPolicy, text: string): CurationTrial {
  const { kinds, own, pseudonym } = redactionOf(workspaceId, policy);
  const findings = findPersonal(text, kinds, own);
  return {
    text: redact(text, findings, pseudonym),
    found: findings.map(({ kind, start, end }) => ({ kind, text: text.slice(start, end) })),
  };
}
