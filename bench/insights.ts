import "server-only";
import { parseArgs } from "node:util";
import { sql } from "drizzle-orm";
import { quantile } from "@/core/statistics/quantile";
import { callParts, modelCalls } from "@/db/schema/runs";
import { ingestLines } from "@/server/ingest/intake";
import { linesOf } from "@/server/ingest/lines";
import { readActivity, readRunTotals } from "@/server/insights/activations";
import { graphOverTime } from "@/server/insights/overTime";
import { settle } from "@/server/insights/rollups/settle";
import { readSeries } from "@/server/insights/series";
import { listRuns } from "@/server/runs/list";
import { wholeRequest } from "@/server/runs/requests";
import { withBenchDatabase } from "./benchDatabase";

/**
 * Brings recorded calls in and asks for what the insights page and the list of runs show, at growing sizes in one database.
 * `npm run bench:insights -- [--calls 100000,1000000] [--minutes 8] [--json]`: stops growing when the time is over. With `--json` the last
 * line is one JSON object.
 */
const { values: options } = parseArgs({
  options: {
    calls: { type: "string", default: "10000,100000" },
    minutes: { type: "string", default: "8" },
    json: { type: "boolean", default: false },
  },
});
const sizes = options.calls.split(",").map(Number);
const until = performance.now() + Number(options.minutes) * 60_000;
const REPEATS = 40;
/**
 * When the calls were made, in seconds since 1970: all of them within a month, whose hours therefore all have calls at every size. What
 * comes in at once comes in the order it was made.
 */
const FIRST_SECOND = 1_780_000_000;
const MONTH = 30 * 86_400;

const NODES = ["triage", "extract", "answer", "check"];
const topics = ["a refund", "the delivery", "an invoice", "a broken lamp", "the password", "a discount"];
/** Of a call, so that it takes about 1 KB as JSON. */
const FILLER = "The customer has written before and expects an answer within a day. ".repeat(9);

/** A flywheel record of about 1 KB: four nodes, two models, answers that repeat and answers that don't. */
function record(number: number, at = FIRST_SECOND + number): string {
  const node = NODES[number % NODES.length] ?? "";
  const topic = topics[number % topics.length] ?? "";
  const model = number % 3 === 0 ? "Qwen/Qwen3-4B" : "gpt-4o";
  const messages = [
    { role: "system", content: `You ${node} messages of customers of a lamp shop.` },
    { role: "user", content: `Message ${number} about ${topic}. ${FILLER}` },
  ];
  const content = node === "triage" ? topic : `Answer ${number} about ${topic}.`;
  return `${JSON.stringify({
    timestamp: at,
    workload_id: node,
    client_id: "lamp-shop",
    request: { model, messages, temperature: 0 },
    response: {
      choices: [{ message: { role: "assistant", content } }],
      usage: { prompt_tokens: 120 + (number % 40), completion_tokens: 4 + (number % 30) },
    },
  })}\n`;
}

/** Calls of one conversation with an agent: each says again what was said before. */
const TURNS = 10;
const CONVERSATIONS = 200;
const RULES = "You look after the customers of a lamp shop. Be brief, be friendly, promise nothing, and ask when in doubt. ".repeat(20);

/** A call of an agent: long rules, and the conversation so far. */
function turn(number: number): string {
  const [conversation, turns] = [Math.floor(number / TURNS), number % TURNS];
  const said = (one: number) => [
    { role: "user", content: `Customer ${conversation}, question ${one}: ${FILLER}` },
    { role: "assistant", content: `Answer ${one} to customer ${conversation}. ${FILLER}` },
  ];
  const messages = [
    { role: "system", content: RULES },
    ...Array.from({ length: turns + 1 }, (_, one) => said(one))
      .flat()
      .slice(0, -1),
  ];
  return `${JSON.stringify({
    ...{ timestamp: FIRST_SECOND + number, workload_id: "agent", client_id: "lamp-shop-agent" },
    request: { model: "gpt-4o", messages, temperature: 0 },
    response: {
      choices: [{ message: said(turns)[1] }],
      usage: { prompt_tokens: 900 * (turns + 1), completion_tokens: 160 },
    },
  })}\n`;
}

const CHUNK = 64 * 1024;
async function* log(from: number, to: number, line: (number: number, at: number) => string): AsyncGenerator<Uint8Array> {
  let text = "";
  for (let number = from; number < to; number++) {
    text += line(number, FIRST_SECOND + Math.floor((MONTH * (number - from)) / (to - from)));
    if (text.length < CHUNK) continue;
    yield Buffer.from(text);
    text = "";
  }
  yield Buffer.from(text);
}

type Size = { calls: number; ingestPerSecond: number; bytesPerCall: number; queries: Record<string, { p50: number; p95: number }> };

await withBenchDatabase(async (db, context) => {
  const { workspaceId } = context;

  const measured: Size[] = [];
  console.log(
    `about ${Buffer.byteLength(record(1_000))} bytes of JSON a call; milliseconds, p50 / p95 of ${REPEATS}; all calls of one month`,
  );
  console.log(
    "     calls   calls/s   bytes/call   series          activity        totals          30 days         charts          run list",
  );
  let there = 0;
  for (const calls of sizes) {
    if (performance.now() > until) {
      console.log(`${String(calls).padStart(10)}   not begun: the time is over`);
      break;
    }
    const began = performance.now();
    const report = await ingestLines(context, linesOf(log(there, calls, record)), { agent: null });
    const seconds = (performance.now() - began) / 1_000;
    const graphId = report.graphs[0]?.id ?? "";
    const settled = performance.now();
    await settle(db, workspaceId);
    const counting = (performance.now() - settled) / 1_000;
    await db.execute(sql`vacuum analyze`);
    const [size] = await db.execute<{ bytes: string }>(
      sql`select sum(pg_total_relation_size(oid)) as bytes from pg_class
        where relkind = 'r' and relname ~ '^(runs|activations|model_calls_.*|rollups|rollup_news)$'`,
    );
    const asked: Record<string, () => Promise<unknown>> = {
      series: () => readSeries(context, graphId, {}),
      activity: () => readActivity(context, graphId, {}),
      totals: () => readRunTotals(context, graphId, {}),
      lately: () => readSeries(context, graphId, { from: new Date(1_000 * FIRST_SECOND), to: new Date(lastAt) }),
      charts: () => graphOverTime(context, graphId, "model", {}, lastAt),
      list: () => listRuns(context, { limit: 50 }),
    };
    const lastAt = 1_000 * (FIRST_SECOND + MONTH);
    const queries: Size["queries"] = {};
    for (const [name, ask] of Object.entries(asked)) {
      const times: number[] = [];
      await ask();
      for (let repeat = 0; repeat < REPEATS; repeat++) {
        const start = performance.now();
        await ask();
        times.push(performance.now() - start);
      }
      queries[name] = { p50: quantile(times, 0.5) ?? Number.NaN, p95: quantile(times, 0.95) ?? Number.NaN };
    }
    measured.push({
      calls,
      ingestPerSecond: (calls - there) / (seconds + counting),
      bytesPerCall: Number(size?.bytes ?? 0) / calls,
      queries,
    });
    there = calls;
    const last = measured.at(-1);
    const cells = Object.values(queries).map(({ p50, p95 }) => `${p50.toFixed(0)} / ${p95.toFixed(0)}`.padEnd(16));
    console.log(
      `${String(calls).padStart(10)} ${last?.ingestPerSecond.toFixed(0).padStart(9)} ${last?.bytesPerCall.toFixed(0).padStart(12)}   ${cells.join("")}`,
    );
  }
  const agent = (await ingestLines(context, linesOf(log(0, CONVERSATIONS * TURNS, turn)), { agent: null })).graphs[0]?.id;
  const [shared] = await db.execute<{ calls: number; sent: number; rows: number; parts: number }>(sql`
    select count(*)::int as calls, avg(octet_length(${wholeRequest}::text))::int as sent, avg(pg_column_size(${modelCalls.request}))::int as rows,
      (select sum(pg_column_size(body)) from ${callParts} where graph_id = ${agent})::int / count(*)::int as parts
    from ${modelCalls} where ${modelCalls.graphId} = ${agent}`);
  if (shared !== undefined)
    console.log(
      `${shared.calls} calls of an agent that says again what was said before: a request is sent as ${shared.sent} bytes and stored as ` +
        `${shared.rows + shared.parts}, ${shared.parts} of them for what it shares`,
    );
  const [first, last] = [measured[0], measured.at(-1)];
  if (first !== undefined && last !== undefined && last !== first)
    for (const [name, { p95 }] of Object.entries(last.queries))
      console.log(`${name}: ${(p95 / (first.queries[name]?.p95 ?? Number.NaN)).toFixed(1)} × from ${first.calls} to ${last.calls} calls`);
  console.log("must be: 5,000 calls of 1 KB a second; every query under 50 ms at p95, and 1.3 × from 100 thousand to 10 million");
  if (options.json) console.log(JSON.stringify({ sizes: measured, shared }));
});
process.exit(0);
