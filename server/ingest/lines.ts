import "server-only";
import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { MinnowError } from "@/core/errors";

/** Of one line, and of a file that is one JSON document. Characters. */
const LONGEST_LINE = 32 * 1024 * 1024;
const LARGEST_DOCUMENT = 64 * 1024 * 1024;

/** A line and its number, from 1; `text` is null when it is too long to be read. */
export type Line = { number: number; text: string | null };

const GZIP = [0x1f, 0x8b];

/** The bytes of a body, unpacked when they are gzip, whatever its headers say. */
async function* unpacked(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const pieces = body[Symbol.asyncIterator]();
  let start = Buffer.alloc(0);
  while (start.length < GZIP.length) {
    const { value, done } = await pieces.next();
    if (done === true) break;
    start = Buffer.concat([start, value]);
  }
  async function* all() {
    yield start;
    for (;;) {
      const { value, done } = await pieces.next();
      if (done === true) return;
      yield value;
    }
  }
  if (!GZIP.every((byte, index) => start[index] === byte)) return yield* all();
  try {
    yield* Readable.from(all()).pipe(createGunzip());
  } catch (cause) {
    throw new MinnowError("ingest_unreadable", { reason: "the gzip stream is damaged or cut off" }, { cause });
  }
}

/**
 * The lines of a body, one by one, whatever its size. A body that is one JSON document, such as a list over several lines, is taken
 * apart into its records.
 * @throws MinnowError `ingest_unreadable`
 */
export async function* linesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const decoder = new TextDecoder("utf-8", { fatal: false });
  let number = 0;
  let rest: string[] = [];
  let length = 0;
  let whole = false;
  let first = true;
  const line = (text: string | null): Line => ({ number: ++number, text });
  for await (const bytes of unpacked(body)) {
    let piece = decoder.decode(bytes, { stream: true });
    while (piece !== "") {
      const at = whole ? -1 : piece.indexOf("\n");
      const end = at < 0 ? piece.length : at;
      length += end;
      if (whole && length > LARGEST_DOCUMENT)
        throw new MinnowError("ingest_unreadable", { reason: "a JSON document of more than 64 MB; send its records as lines" });
      if (length <= LONGEST_LINE || whole) rest.push(piece.slice(0, end));
      if (at < 0) break;
      const text = length > LONGEST_LINE ? null : rest.join("");
      if (first && text !== null && isUnfinished(text)) {
        [whole, rest, length] = [true, [`${text}\n`], text.length];
      } else {
        if (text === null || text.trim() !== "") first = false;
        yield line(text);
        [rest, length] = [[], 0];
      }
      piece = piece.slice(at + 1);
    }
  }
  const last = rest.join("") + decoder.decode();
  if (whole || (first && last.trimStart().startsWith("["))) yield* recordsOf(last);
  else if (last.trim() !== "") yield line(length > LONGEST_LINE ? null : last);
}

/** Does a first line begin a document that goes on over the next ones? */
function isUnfinished(text: string): boolean {
  const start = text.replace(/^\ufeff/, "").trim();
  if (!/^[[{]/.test(start)) return false;
  if (start.startsWith("[")) return true;
  try {
    JSON.parse(start);
    return false;
  } catch {
    // Only what is broken off before anything was said: a line that is merely damaged stays one line's problem.
    return /^\{\s*("[^"]*"\s*:\s*[[{]?\s*)?$/.test(start) || /[[{,:]$/.test(start);
  }
}

function* recordsOf(text: string): Generator<Line> {
  let document: unknown;
  try {
    document = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch (cause) {
    const lines = text.split("\n");
    // A first line that was broken off, of a file that is lines all the same.
    if (lines.slice(1).some(isRecord)) {
      yield* lines.map((line, index): Line => ({ number: index + 1, text: line }));
      return;
    }
    throw new MinnowError(
      "ingest_unreadable",
      { reason: `neither JSON lines nor a JSON document: ${cause instanceof Error ? cause.message : ""}` },
      { cause },
    );
  }
  const records = Array.isArray(document) ? document : listIn(document);
  for (const [index, record] of records.entries()) yield { number: index + 1, text: JSON.stringify(record) };
}

function isRecord(line: string): boolean {
  if (!line.startsWith("{")) return false;
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

/** Exports wrap their records now and then. */
function listIn(document: unknown): unknown[] {
  if (typeof document !== "object" || document === null) return [document];
  for (const name of ["data", "spans", "traces", "runs"] as const) {
    const list = (document as Record<string, unknown>)[name];
    if (Array.isArray(list)) return list;
  }
  return [document];
}
