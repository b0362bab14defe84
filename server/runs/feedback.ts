import "server-only";
import { and, asc, eq } from "drizzle-orm";
import { z } from "zod";
import { MinnowError } from "@/core/errors";
import { Json } from "@/core/graph/json";
import { type FeedbackGiven, FeedbackView } from "@/core/runs/feedback";
import { user } from "@/db/schema/auth";
import { activations, feedback } from "@/db/schema/runs";
import type { WorkspaceContext } from "../context";
import { within } from "../scope";
import { runStatus } from "./read";

const Correction = z.object({ value: Json });

/** What was said of a run and of its firings, the oldest first. @throws MinnowError `not_found` */
export async function listFeedback(context: WorkspaceContext, runId: string): Promise<FeedbackView[]> {
  await runStatus(context, runId);
  const rows = await context.db
    .select({ given: feedback, name: user.name })
    .from(feedback)
    .leftJoin(user, and(eq(feedback.authorType, "user"), eq(user.id, feedback.author)))
    .where(within(context, feedback, eq(feedback.runId, runId)))
    .orderBy(asc(feedback.createdAt), asc(feedback.id));
  return rows.map(({ given: { id, path, verdict, score, correction, comment, author, createdAt }, name }) => {
    const corrected = Correction.safeParse(correction);
    return FeedbackView.parse({
      ...{ id, verdict, score, comment },
      path: path === "" ? null : path,
      ...(corrected.success && { correction: corrected.data.value }),
      author: name,
      own: author === context.actor.id,
      at: createdAt.toISOString(),
    });
  });
}

/** Keeps what somebody says, in place of what they said of the same before. @throws MinnowError `not_found` */
export async function giveFeedback(context: WorkspaceContext, runId: string, given: FeedbackGiven): Promise<{ id: string }> {
  await runStatus(context, runId);
  const { path, verdict, score, correction, comment } = given;
  if (path !== null && (await context.db.$count(activations, ofPath(context, runId, path))) === 0)
    throw new MinnowError("not_found", { thing: "activation" });
  const said = { verdict, score, correction: correction === undefined ? null : { value: correction }, comment, createdAt: new Date() };
  const { workspaceId, actor } = context;
  const [row] = await context.db
    .insert(feedback)
    .values({ workspaceId, runId, path: path ?? "", author: actor.id, authorType: actor.type, ...said })
    .onConflictDoUpdate({ target: [feedback.runId, feedback.path, feedback.author], set: said })
    .returning({ id: feedback.id });
  if (row === undefined) throw new Error("feedback was kept without an id");
  return row;
}

const ofPath = (context: WorkspaceContext, runId: string, path: string) =>
  within(context, activations, eq(activations.runId, runId), eq(activations.path, path));

/** Takes one's own back. @throws MinnowError `not_found` */
export async function takeFeedbackBack(context: WorkspaceContext, id: string): Promise<void> {
  const rows = await context.db
    .delete(feedback)
    .where(within(context, feedback, eq(feedback.id, id), eq(feedback.author, context.actor.id)))
    .returning({ id: feedback.id });
  if (rows.length === 0) throw new MinnowError("not_found", { thing: "feedback" });
}
