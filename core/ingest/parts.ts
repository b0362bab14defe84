import { type IngestReport, MOST_PROBLEMS } from "./report";

/** Of a log that is sent in parts. Bytes. */
const PART = 8 * 1024 * 1024;
const NEWLINE = 0x0a;

/** What an agent is called of whose log nothing but the file's name is known. */
export const agentOf = (fileName: string): string => fileName.replace(/(\.(jsonl?|ndjson|gz|txt|log))+$/i, "");

/** A part of a log that can be sent by itself: bytes `from` up to `to`, with so many lines. */
export type LogPart = { from: number; to: number; lines: number };

/**
 * The parts of a log, cut where a line ends, so that what has been taken needs not be sent again when the connection breaks. What is
 * packed, or is one JSON document, goes whole.
 * @param from where to go on, in bytes
 */
export async function* partsOf(file: Blob, from = 0, size = PART): AsyncGenerator<LogPart> {
  if (from === 0 && (await isWhole(file))) {
    yield { from: 0, to: file.size, lines: 0 };
    return;
  }
  for (let start = from; start < file.size; ) {
    const part = await cut(file, start, size);
    yield part;
    start = part.to;
  }
}

async function cut(file: Blob, from: number, size: number): Promise<LogPart> {
  for (let length = size; ; length *= 2) {
    const bytes = new Uint8Array(await file.slice(from, from + length).arrayBuffer());
    const isLast = from + bytes.length >= file.size;
    const end = isLast ? bytes.length : bytes.lastIndexOf(NEWLINE) + 1;
    if (end > 0) return { from, to: from + end, lines: bytes.subarray(0, end).filter((byte) => byte === NEWLINE).length };
  }
}

/** Enough to see how a log begins. */
const START = 64 * 1024;

async function isWhole(file: Blob): Promise<boolean> {
  const start = await file.slice(0, START).text();
  if (start.startsWith("\u001f")) return true;
  const [line = "", ...others] = start
    .replace(/^\ufeff/, "")
    .trimStart()
    .split("\n");
  if (!line.startsWith("{")) return line.startsWith("[");
  // A line that is longer than what was looked at is still a line.
  if (others.length === 0) return false;
  try {
    JSON.parse(line);
    return false;
  } catch {
    return !/^\{.*\}\s*$/.test(line);
  }
}

export const emptyReport = (): IngestReport => ({
  lines: 0,
  rejected: 0,
  problems: [],
  runs: 0,
  known: 0,
  calls: 0,
  waiting: 0,
  graphs: [],
});

/** What became of two parts of a log together. */
export function joinReports(one: IngestReport, other: IngestReport): IngestReport {
  const graphs = new Map([...one.graphs, ...other.graphs].map((graph) => [graph.id, graph]));
  return {
    lines: one.lines + other.lines,
    rejected: one.rejected + other.rejected,
    problems: [...one.problems, ...other.problems].slice(0, MOST_PROBLEMS),
    runs: one.runs + other.runs,
    known: one.known + other.known,
    calls: one.calls + other.calls,
    // What waited for its rest may have found it in the later part.
    waiting: other.waiting,
    graphs: [...graphs.values()],
  };
}
