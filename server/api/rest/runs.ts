import "server-only";
import { eq } from "drizzle-orm";
import { z } from "zod";
import type { RunView } from "@/core/engine/events";
import { isErrorCode, MinnowError } from "@/core/errors";
import type { Locale } from "@/core/graph/kind";
import { errorText } from "@/core/messages";
import { FeedbackGiven } from "@/core/runs/feedback";
import { graphs } from "@/db/schema/graphs";
import { findGraphBySlug } from "../../graphs/read";
import { answerApproval, listApprovals } from "../../runs/approvals";
import { cancelRun } from "../../runs/cancel";
import { giveFeedback, listFeedback } from "../../runs/feedback";
import { pauseRun, resumeRun } from "../../runs/pause";
import { readRun } from "../../runs/read";
import { startRun } from "../../runs/start";
import { waitForRun } from "../../runs/wait";
import { within } from "../../scope";
import { readBody } from "./body";
import type { KeyRequest } from "./keyRoute";
import { acceptedLocale, jsonResponse } from "./problem";
import { AnswerBody, type ApiRun, StartRunBody } from "./schemas";

const longestWaitMs = 60_000;
const IdempotencyKey = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/)
  .nullable();

/** `POST /api/v1/graphs/{slug}/runs`: starts the published version; with `?wait=true` answers when it has ended, for up to a minute. */
export async function postRun({ request, params, ctx, services, maxBytes }: KeyRequest<{ slug: string }>): Promise<Response> {
  const graph = await findGraphBySlug(ctx, params.slug);
  if (graph.liveVersion === null) throw new MinnowError("graph_unpublished", { graph: graph.name });
  const { input } = parse(StartRunBody, await readJson(request, maxBytes), "body");
  const idempotencyKey = parse(IdempotencyKey, request.headers.get("idempotency-key"), "Idempotency-Key");
  const wait = parse(z.enum(["true", "false"]), new URL(request.url).searchParams.get("wait") ?? "false", "wait") === "true";
  const { runId } = await startRun(services, ctx, {
    graphId: graph.id,
    version: graph.liveVersion,
    input,
    trigger: "api",
    ...(idempotencyKey === null ? {} : { idempotencyKey }),
  });
  const run = wait ? await waitForRun(services, ctx, runId, longestWaitMs) : await readRun(ctx, runId);
  return runResponse(run, params.slug, request);
}

/** `GET /api/v1/runs/{id}` */
export async function getRun({ request, params, ctx }: KeyRequest<{ id: string }>): Promise<Response> {
  const run = await readRun(ctx, params.id);
  const [graph] = await ctx.db
    .select({ slug: graphs.slug })
    .from(graphs)
    .where(within(ctx, graphs, eq(graphs.id, run.graphId)));
  if (graph === undefined) throw new MinnowError("not_found", { thing: "run" });
  return jsonResponse(apiRun(run, graph.slug, acceptedLocale(request.headers)));
}

/** `POST /api/v1/runs/{id}/cancel`, `…/pause` and `…/resume`; answers with the run as it is then. */
export async function postRunAction(asked: KeyRequest<{ id: string; action: string }>): Promise<Response> {
  const { params, ctx, services } = asked;
  const action = parse(z.enum(["cancel", "pause", "resume"]), params.action, "action");
  if (action === "pause") await pauseRun(ctx, params.id);
  else await (action === "cancel" ? cancelRun : resumeRun)(services, ctx, params.id);
  return getRun(asked);
}

/** `GET /api/v1/runs/{id}/approvals`: what the run has asked people. */
export async function getApprovals({ params, ctx }: KeyRequest<{ id: string }>): Promise<Response> {
  return jsonResponse({ approvals: await listApprovals(ctx, params.id) });
}

/** `POST /api/v1/runs/{id}/approvals`: answers one of them. */
export async function postApproval(asked: KeyRequest<{ id: string }>): Promise<Response> {
  const { request, params, ctx, services, maxBytes } = asked;
  const answer = parse(AnswerBody, await readJson(request, maxBytes), "body");
  await answerApproval(services, ctx, { runId: params.id, ...answer });
  return getRun(asked);
}

/** `GET /api/v1/runs/{id}/feedback`: what was said of the run and of its firings. */
export async function getFeedback({ params, ctx }: KeyRequest<{ id: string }>): Promise<Response> {
  return jsonResponse({ feedback: await listFeedback(ctx, params.id) });
}

/** `POST /api/v1/runs/{id}/feedback`: says something of the run, or of one firing in it; again by the same key replaces it. */
export async function postFeedback({ request, params, ctx, maxBytes }: KeyRequest<{ id: string }>): Promise<Response> {
  const given = parse(FeedbackGiven, await readJson(request, maxBytes), "body");
  return jsonResponse(await giveFeedback(ctx, params.id, given), { status: 201 });
}

function runResponse(run: RunView, slug: string, request: Request): Response {
  return jsonResponse(apiRun(run, slug, acceptedLocale(request.headers)), {
    status: run.finishedAt === null ? 202 : 200,
    headers: { Location: `/api/v1/runs/${run.id}` },
  });
}

export function apiRun(run: RunView, slug: string, locale: Locale): ApiRun {
  const { id, version, status, input, output, simulated, createdAt, startedAt, finishedAt, valuesTakenOut } = run;
  return {
    id,
    graph: slug,
    version,
    status,
    input,
    output,
    error: errorOf(run, locale),
    simulated,
    createdAt,
    startedAt,
    finishedAt,
    valuesTakenOut,
    usage: usageOf(run),
  };
}

function errorOf({ error }: RunView, locale: Locale): ApiRun["error"] {
  if (error === null) return null;
  const message = isErrorCode(error.code) ? errorText(locale, error.code, error.params) : error.code;
  return { code: error.code, message, ...(error.nodeId === undefined ? {} : { nodeId: error.nodeId }) };
}

function usageOf({ activations }: RunView): ApiRun["usage"] {
  const usages = activations.flatMap(({ usage }) => (usage === null ? [] : [usage]));
  const sum = (of: (usage: (typeof usages)[number]) => number) => usages.reduce((total, usage) => total + of(usage), 0);
  return {
    calls: sum(({ calls }) => calls),
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    cost: usages.some(({ cost }) => cost === null) ? null : sum(({ cost }) => cost ?? 0),
  };
}

async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  const text = await readBody(request, maxBytes);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new MinnowError("bad_request", { reason: "the body is not JSON" }, { cause });
  }
}

function parse<Schema extends z.ZodType>(schema: Schema, value: unknown, place: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = [place, ...(issue?.path ?? [])].join(".");
  throw new MinnowError("bad_request", { reason: `${where}: ${issue?.message ?? ""}` }, { cause: parsed.error });
}
