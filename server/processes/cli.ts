import { openAsBlob } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { z } from "zod";
import { agentOf, emptyReport, joinReports, partsOf } from "@/core/ingest/parts";
import { IngestReport } from "@/core/ingest/report";
import { command, Told } from "./told";

/** `npm run minnow -- import FILE`: sends logs to a Minnow that runs, part by part. */

const usage = `
  npm run minnow -- import FILE [FILE ...] [--agent NAME] [--url URL] [--key KEY]

  Sends logs of agents that run elsewhere to Minnow: JSON lines or JSON, with gzip or without.

    --agent   what the agent is called, for records that don't say; the file's name when left out
    --url     where Minnow runs; MINNOW_URL, or http://localhost:3000 when left out
    --key     an API key with the scope “Bring in logs”, made in Minnow's settings; MINNOW_KEY when left out
`;

/** How often a part is sent again that did not get through, and what lies between in milliseconds. */
const TRIES = 5;
const REST_MS = 1_000;

const Refusal = z.object({ detail: z.string() });

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { agent: { type: "string" }, url: { type: "string" }, key: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
  } catch (error) {
    throw new Told(error instanceof Error ? error.message : String(error));
  }
}

type Target = { url: string; key: string };

async function sendPart({ url, key }: Target, body: Blob, query: Record<string, string>): Promise<IngestReport> {
  const address = `${url.replace(/\/+$/, "")}/api/v1/ingest?${new URLSearchParams(query)}`;
  for (let tries = 1; ; tries++) {
    const sent = await fetch(address, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/octet-stream" },
      body,
    }).catch((error: unknown) => error as Error);
    if (sent instanceof Response && sent.ok) return IngestReport.parse(await sent.json());
    const said = sent instanceof Response ? Refusal.safeParse(await sent.json().catch(() => null)).data?.detail : undefined;
    const reason = said ?? (sent instanceof Response ? `${sent.status} ${sent.statusText}` : `${url} can't be reached (${causeOf(sent)})`);
    const passes = !(sent instanceof Response) || sent.status >= 500 || sent.status === 429;
    if (!passes || tries === TRIES) throw new Told(reason);
    console.error(`  ${reason}; trying again …`);
    await pause(REST_MS * tries);
  }
}

const causeOf = (error: Error): string => (error.cause instanceof Error ? error.cause.message : error.message);

async function importFile(path: string, agent: string | undefined, target: Target): Promise<IngestReport> {
  const { size } = await stat(path).catch(() => {
    throw new Told(`${path}: there is no such file`);
  });
  const file = await openAsBlob(path);
  const named = agent ?? agentOf(basename(path));
  let report = emptyReport();
  let before = 0;
  for await (const { from, to, lines } of partsOf(file)) {
    report = joinReports(report, await sendPart(target, file.slice(from, to), { agent: named, before: String(before) }));
    before += lines;
    console.error(`  ${path}: ${Math.floor((100 * to) / Math.max(size, 1))} %, ${report.calls} new model calls`);
  }
  return report;
}

function tell(path: string, report: IngestReport, { url }: Target): void {
  const { lines, rejected, problems, runs, known, calls, waiting, graphs } = report;
  console.log(`  ${path}: ${lines} lines, ${runs} new runs with ${calls} model calls, ${known} runs known already`);
  for (const { id, name } of graphs) console.log(`    ${name}: ${url.replace(/\/+$/, "")}/graphs/${id}`);
  if (waiting > 0) console.log(`    ${waiting} spans wait for the rest of their runs`);
  if (rejected > 0) console.log(`    ${rejected} lines could not be taken:`);
  for (const { line, reason } of problems) console.log(`      line ${line}: ${reason}`);
}

async function main(): Promise<number> {
  const { values, positionals } = readArguments();
  const [verb, ...files] = positionals;
  if (values.help === true || verb === undefined) {
    console.log(usage);
    return values.help === true ? 0 : 2;
  }
  if (verb !== "import") throw new Told(`“${verb}” is no command.\n${usage}`);
  if (files.length === 0) throw new Told(`Which file is to be imported?\n${usage}`);
  const key = values.key ?? process.env.MINNOW_KEY;
  if (key === undefined || key === "")
    throw new Told("An API key is needed: --key, or MINNOW_KEY. Make one in Minnow's settings, with the scope “Bring in logs”.");
  const target = { url: values.url ?? process.env.MINNOW_URL ?? "http://localhost:3000", key };
  let rejected = 0;
  for (const path of files) {
    const report = await importFile(path, values.agent, target);
    tell(path, report, target);
    rejected += report.rejected;
  }
  return rejected > 0 ? 1 : 0;
}

await command(main);
