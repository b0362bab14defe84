import type { GraphDocument } from "../document";
import { readDocument } from "../formats";

/** A graph as a file: its document, with what it is called. It names secrets and models, and holds neither. */
export type GraphFile = { name: string; description: string; document: GraphDocument };

/** Why a file can't be read, as a code of `interchange.refused` in core/messages. */
export type Refusal = { code: "not_json" | "unknown" | "newer" | "broken" | "empty" | "too_large"; params: Record<string, string> };

export type ReadFile = { ok: true; file: GraphFile } | { ok: false; refusal: Refusal };

/** The text of a graph's file. */
export function writeFile({ name, description, document }: GraphFile): string {
  const { format, ...parts } = document;
  return `${JSON.stringify({ format, name, description, ...parts }, null, 2)}\n`;
}

/** Reads one of our own files. */
export function readOwnFile(value: unknown): ReadFile {
  const read = readDocument(value);
  if (!read.ok) {
    const { code, ...params } = read.refusal;
    return refuse(code === "foreign" ? "unknown" : code, params);
  }
  const words = read.migrated as { name?: unknown; description?: unknown };
  const text = (word: unknown, most: number) => (typeof word === "string" ? word.trim().slice(0, most) : "");
  return { ok: true, file: { name: text(words.name, 120), description: text(words.description, 2_000), document: read.document } };
}

export const refuse = (code: Refusal["code"], params: Record<string, string> = {}): ReadFile => ({ ok: false, refusal: { code, params } });
