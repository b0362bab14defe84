import "server-only";
import { z } from "zod";
import { type TelemetryTarget, TelemetryView } from "@/core/telemetry/target";
import { telemetryTargets } from "@/db/schema/telemetry";
import { seal, unseal } from "../auth/secrets";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";

export type TargetRow = typeof telemetryTargets.$inferSelect;

const Headers = z.record(z.string(), z.string());
export const headersOf = ({ sealedHeaders }: Pick<TargetRow, "sealedHeaders">): Record<string, string> =>
  sealedHeaders === null ? {} : Headers.parse(JSON.parse(unseal(sealedHeaders)));

export async function readTarget(context: WorkspaceContext): Promise<TelemetryView> {
  const [row] = await context.db.select().from(telemetryTargets).where(within(context, telemetryTargets));
  if (row === undefined) return { endpoint: null, headerNames: [], contents: false, toldUntil: null, error: null };
  const { endpoint, contents, toldUntil, error } = row;
  return TelemetryView.parse({ endpoint, headerNames: Object.keys(headersOf(row)), contents, toldUntil: toldUntil.toISOString(), error });
}

/** Runs that end from now on are told, unless the same place is told of them already. */
export async function writeTarget(context: WorkspaceContext, { endpoint, headers, contents }: TelemetryTarget): Promise<void> {
  const { workspaceId, db } = context;
  const [before] = await db.select().from(telemetryTargets).where(within(context, telemetryTargets));
  const sealedHeaders = headers === undefined ? (before?.sealedHeaders ?? null) : seal(JSON.stringify(headers));
  const now = new Date();
  const fresh = before?.endpoint === endpoint ? {} : { toldUntil: now, toldRun: "" };
  const row = { endpoint, sealedHeaders, contents, failures: 0, dueAt: now, error: null, ...fresh };
  await db
    .insert(telemetryTargets)
    .values({ workspaceId, ...row })
    .onConflictDoUpdate({ target: telemetryTargets.workspaceId, set: row });
}
