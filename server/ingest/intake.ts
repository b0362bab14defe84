import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import { contentHash } from "@/core/graph/fingerprint";
import { curateSpan } from "@/core/ingest/curate";
import type { ObservedSpan } from "@/core/ingest/observed";
import { readLine } from "@/core/ingest/read";
import { type IngestReport, MOST_PROBLEMS } from "@/core/ingest/report";
import { graphs } from "@/db/schema/graphs";
import { stagedSpans } from "@/db/schema/ingest";
import type { WorkspaceContext } from "../context";
import { openCuration } from "../curation/policy";
import { rowWriter, sendIn } from "../engine/insertRows";
import { within } from "../scope";
import type { Line } from "./lines";
import { storeTraces } from "./store";

/** What is stored at once: records, or characters of them. */
const BATCH = 2_000;
const BATCH_SIZE = 8 * 1024 * 1024;
/** Traces that are put together at once. */
const TRACES = 200;
/** A trace whose root hasn't come is stored without it when nothing of it came for so long; what was stored is kept for late spans. */
const QUIET = "5 minutes";
const KEPT = "1 hour";

const stagedRows = rowWriter(stagedSpans, ["workspaceId", "traceId", "spanId", "agent", "span", "createdAt"]);

/** Of an agent that neither its log nor who sends it names. */
const NAMELESS = "Imported agent";
const nameOf = (agent: string | null, sender: string | null): string => (agent ?? sender ?? NAMELESS).trim().slice(0, 120) || NAMELESS;

type Tally = Pick<IngestReport, "runs" | "known" | "calls"> & { graphs: Set<string> };
const nothing = (): Tally => ({ runs: 0, known: 0, calls: 0, graphs: new Set() });

/** Names and ids that an index can't hold. Characters. */
const LONGEST_ID = 128;
const LONGEST_MODEL = 200;
/** PostgreSQL's text has no NUL. */
const plain = (text: string): string => text.replaceAll("\0", "\ufffd");
const idOf = (id: string): string => (id.length <= LONGEST_ID ? plain(id) : contentHash(id));

/** A span with ids that fit: whatever somebody writes there, it is told apart by it. */
function bounded(span: ObservedSpan): ObservedSpan {
  const { agent, traceId, spanId, parentId, name, node, call } = span;
  return {
    ...span,
    agent: agent === null ? null : plain(agent),
    name: plain(name),
    node:
      node === null ? null : { id: plain(node.id), name: plain(node.name), parentId: node.parentId === null ? null : plain(node.parentId) },
    traceId: idOf(traceId),
    spanId: idOf(spanId),
    parentId: parentId === null ? null : idOf(parentId),
    call: call === null ? null : { ...call, model: plain(call.model.slice(0, LONGEST_MODEL)) },
  };
}

/** Is a record a run by itself: one call, of which nothing says what it belongs to? */
const isAlone = ({ traceId, spanId, parentId }: ObservedSpan): boolean => parentId === null && traceId === spanId;

/**
 * Stores a log, batch by batch: what a batch has stored stays, whatever happens afterwards, and the same lines again change nothing.
 * @param agent name of the agent, for records that don't name it
 * @param before lines that come before the first one in their file
 */
export async function ingestLines(
  context: WorkspaceContext,
  lines: AsyncIterable<Line>,
  { agent, before = 0 }: { agent: string | null; before?: number },
): Promise<IngestReport> {
  const curate = await curation(context);
  const report = { lines: 0, rejected: 0, problems: [] as IngestReport["problems"] };
  const tally = nothing();
  const touched = new Set<string>();
  let batch: ObservedSpan[] = [];
  let size = 0;
  const store = async (spans: readonly ObservedSpan[]) => {
    const alone = Map.groupBy(spans.filter(isAlone), (span) => nameOf(span.agent, agent));
    for (const [name, own] of alone)
      add(
        tally,
        await storeTraces(
          context,
          name,
          own.map((span) => [span]),
        ),
      );
    const others = spans.filter((span) => !isAlone(span));
    await stage(context, others, agent);
    for (const { traceId } of others) touched.add(traceId);
  };
  // The next lines are read while the database takes those before.
  let storing = Promise.resolve();
  const flush = async () => {
    const spans = batch;
    [batch, size] = [[], 0];
    await storing;
    storing = store(spans);
    // Its failure is told when it is waited for.
    storing.catch(() => {});
  };
  try {
    for await (const { number, text } of lines) {
      if (text?.trim() === "") continue;
      report.lines += 1;
      const read = text === null ? ({ ok: false, reason: "longer than 32 MB" } as const) : readLine(text);
      if (!read.ok) {
        report.rejected += 1;
        if (report.problems.length < MOST_PROBLEMS) report.problems.push({ line: before + number, reason: read.reason });
        continue;
      }
      batch.push(...read.spans.map(curate).map(bounded));
      size += text?.length ?? 0;
      if (batch.length >= BATCH || size >= BATCH_SIZE) await flush();
    }
    await flush();
  } finally {
    // Of a log that breaks off, what is being stored is stored to its end before anything is said.
    await storing;
  }
  const waiting = await assemble(context, [...touched], tally, agent);
  return { ...report, ...tally, waiting, graphs: await namesOf(context, tally.graphs) };
}

/** Stores spans as they come from an exporter: runs whose root is there are put together at once. */
export async function ingestSpans(context: WorkspaceContext, spans: readonly ObservedSpan[], agent: string | null): Promise<Tally> {
  const tally = nothing();
  const kept = spans.map(await curation(context)).map(bounded);
  await stage(context, kept, agent);
  await assemble(context, [...new Set(kept.map(({ traceId }) => traceId))], tally, agent);
  return tally;
}

/** What the workspace has done to spans before anything of them is stored. */
async function curation(context: WorkspaceContext): Promise<(span: ObservedSpan) => ObservedSpan> {
  const { policy, redaction } = await openCuration(context);
  if (!policy.imports) return (span) => span;
  return (span) => curateSpan(span, redaction);
}

function add(tally: Tally, { graphId, runs, known, calls }: Awaited<ReturnType<typeof storeTraces>>): void {
  tally.runs += runs;
  tally.known += known;
  tally.calls += calls;
  tally.graphs.add(graphId);
}

async function stage({ db, workspaceId }: WorkspaceContext, spans: readonly ObservedSpan[], agent: string | null): Promise<void> {
  if (spans.length === 0) return;
  const createdAt = new Date();
  const rows = spans.map((span) =>
    stagedRows.textOf({ workspaceId, traceId: span.traceId, spanId: span.spanId, agent: agent ?? "", span, createdAt }),
  );
  await db.transaction((transaction) => stagedRows.insert(sendIn(transaction), rows));
}

/** What `stage` wrote. */
const spanOf = ({ span }: { span: unknown }): ObservedSpan => span as ObservedSpan;

/**
 * Puts runs together of whose spans something is new and the root is there.
 * @returns how many spans wait for theirs
 */
async function assemble(context: WorkspaceContext, traceIds: readonly string[], tally: Tally, sender: string | null): Promise<number> {
  let waiting = 0;
  for (let from = 0; from < traceIds.length; from += TRACES) {
    const ids = traceIds.slice(from, from + TRACES);
    const traces = await stagedTraces(context, ids);
    const complete = traces.filter((trace) => hasRoot(trace.map(spanOf)));
    waiting += traces.filter((trace) => !complete.includes(trace)).reduce((sum, trace) => sum + trace.length, 0);
    tally.known += complete.filter((trace) => trace.every(({ stored }) => stored)).length;
    await storeStaged(
      context,
      complete.filter((trace) => trace.some(({ stored }) => !stored)),
      tally,
      sender,
    );
  }
  return waiting;
}

/** The spans of traces, trace by trace. */
async function stagedTraces(context: WorkspaceContext, traceIds: readonly string[]) {
  const rows = await context.db
    .select({ agent: stagedSpans.agent, span: stagedSpans.span, stored: stagedSpans.stored })
    .from(stagedSpans)
    .where(within(context, stagedSpans, inArray(stagedSpans.traceId, [...traceIds])));
  return [...Map.groupBy(rows, (row) => spanOf(row).traceId).values()];
}

/** Logs without parents have no root to wait for. */
const hasRoot = (spans: readonly ObservedSpan[]): boolean => spans.some(({ parentId }) => parentId === null);

async function storeStaged(
  context: WorkspaceContext,
  traces: readonly (readonly { agent: string; span: unknown }[])[],
  tally: Tally,
  sender: string | null,
): Promise<void> {
  const named = Map.groupBy(traces, (trace) => {
    const spans = trace.map(spanOf).sort((a, b) => a.startedAt - b.startedAt);
    const root = spans.find(({ parentId }) => parentId === null);
    return nameOf(root?.agent ?? spans.find(({ agent }) => agent !== null)?.agent ?? null, trace[0]?.agent || sender);
  });
  for (const [name, own] of named) {
    const spans = own.map((trace) => trace.map(spanOf));
    add(tally, await storeTraces(context, name, spans));
    // Those and no others: what came meanwhile has not been part of it.
    const all = spans.flat();
    const [traceIds, spanIds] = [all.map(({ traceId }) => traceId), all.map(({ spanId }) => spanId)];
    const read = sql`(${stagedSpans.traceId}, ${stagedSpans.spanId}) in (select * from unnest(${sql.param(traceIds)}::text[], ${sql.param(spanIds)}::text[]))`;
    await context.db
      .update(stagedSpans)
      .set({ stored: true })
      .where(within(context, stagedSpans, read));
  }
}

/** Stores runs whose root never came, and forgets spans that nothing more will come to. For all workspaces. */
export async function sweepStaged(db: WorkspaceContext["db"]): Promise<void> {
  const rows = await db
    .select({ workspaceId: stagedSpans.workspaceId, traceId: stagedSpans.traceId })
    .from(stagedSpans)
    .groupBy(stagedSpans.workspaceId, stagedSpans.traceId)
    .having(and(sql`not bool_or(${stagedSpans.stored})`, sql`max(${stagedSpans.createdAt}) < now() - ${QUIET}::interval`))
    .limit(TRACES);
  for (const [workspaceId, found] of Map.groupBy(rows, ({ workspaceId }) => workspaceId)) {
    const context: WorkspaceContext = { db, workspaceId, actor: { type: "key", id: "ingest", scopes: [] } };
    const traces = await stagedTraces(
      context,
      found.map(({ traceId }) => traceId),
    );
    await storeStaged(context, traces, nothing(), null);
  }
  await db.delete(stagedSpans).where(and(eq(stagedSpans.stored, true), sql`${stagedSpans.createdAt} < now() - ${KEPT}::interval`));
}

async function namesOf(context: WorkspaceContext, ids: ReadonlySet<string>): Promise<IngestReport["graphs"]> {
  if (ids.size === 0) return [];
  return context.db
    .select({ id: graphs.id, name: graphs.name })
    .from(graphs)
    .where(within(context, graphs, inArray(graphs.id, [...ids])))
    .orderBy(graphs.name);
}
