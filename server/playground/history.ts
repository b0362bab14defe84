import "server-only";
import { and, desc, eq, sql } from "drizzle-orm";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { JsonObject } from "@/core/graph/json";
import { Prompt, playgroundPrompt } from "@/core/graph/playground";
import { documents, runs } from "@/db/schema";
import type { WorkspaceContext } from "../context";
import { parseDocument } from "../graphs/read";
import { within } from "../scope";
import { findHome } from "./home";
import { actorName, MOST_MODELS, PromptRun } from "./run";

/** A prompt as it was run, with the run of each model. `at` is ISO 8601. */
export const PastPrompt = Prompt.extend({ at: z.string(), runs: z.array(PromptRun) });
export type PastPrompt = z.infer<typeof PastPrompt>;

const KEPT_IN_SIGHT = 20;

/** What the person asked last, newest first. */
export async function promptHistory(context: WorkspaceContext): Promise<PastPrompt[]> {
  const home = await findHome(context);
  if (home === null) return [];
  const rows = await context.db
    .select({ id: runs.id, createdAt: runs.createdAt, input: runs.input, body: documents.body })
    .from(runs)
    .innerJoin(documents, and(eq(documents.workspaceId, runs.workspaceId), eq(documents.hash, runs.documentHash)))
    .where(within(context, runs, eq(runs.graphId, home), eq(runs.startedBy, actorName(context))))
    .orderBy(desc(runs.createdAt), runs.id)
    .limit(KEPT_IN_SIGHT * MOST_MODELS);
  return together(rows).slice(0, KEPT_IN_SIGHT);
}

/** The prompt that a run belongs to, whoever asked it. @throws not_found when the run is none of the playground's */
export async function readPrompt(context: WorkspaceContext, runId: string): Promise<PastPrompt> {
  const one = sql`(select one.graph_id, one.created_at, one.started_by from ${runs} as one where one.id = ${runId})`;
  const rows = await context.db
    .select({ id: runs.id, createdAt: runs.createdAt, input: runs.input, body: documents.body })
    .from(runs)
    .innerJoin(documents, and(eq(documents.workspaceId, runs.workspaceId), eq(documents.hash, runs.documentHash)))
    .where(within(context, runs, eq(runs.trigger, "playground"), sql`(${runs.graphId}, ${runs.createdAt}, ${runs.startedBy}) = ${one}`))
    .orderBy(runs.id);
  const [prompt] = together(rows);
  if (prompt === undefined) throw new MinnowError("not_found", { thing: "run" });
  return prompt;
}

type Row = { id: string; createdAt: Date; input: unknown; body: unknown };

/** Runs that were started together are one prompt. Ids are made one after another, so that they keep the order of the models. */
function together(rows: readonly Row[]): PastPrompt[] {
  const prompts = new Map<string, PastPrompt>();
  for (const { id, createdAt, input, body } of rows) {
    const read = playgroundPrompt(parseDocument(body));
    if (read === null) continue;
    const at = createdAt.toISOString();
    const prompt = prompts.get(at) ?? { at, task: read.task, inputs: JsonObject.parse(input), runs: [] };
    prompt.runs.push({ model: read.model, runId: id });
    prompts.set(at, prompt);
  }
  return [...prompts.values()];
}
