import { parse } from "yaml";
import { isOurFormat } from "../formats";
import type { Kinds } from "../kind";
import { type Imported, openBuilder, type Words } from "./builder";
import { importDify, isDify } from "./dify";
import { type GraphFile, type Refusal, readOwnFile, refuse } from "./file";
import { importFlowise, isFlowise } from "./flowise";
import { importLangGraph, isLangGraph } from "./langgraph";

export type Source = "minnow" | "langgraph" | "flowise" | "dify";

/** A file as a graph; of a foreign one, how many of its parts became nodes. */
export type ReadGraph = { ok: true; source: Source; file: GraphFile; parts: number; mapped: number } | { ok: false; refusal: Refusal };

/** Longest text that is looked at, in characters. */
export const LONGEST = 8_000_000;

/**
 * Reads a graph's file: one of our own, or an agent of LangGraph (JSON), Flowise (JSON) or Dify (YAML), told apart by what is in it.
 * Whatever the text is, the answer is a graph that can be opened or the reason why not.
 * @param fileName without its ending, for what has no name inside
 */
export function readGraph(text: string, fileName: string, { kinds, words }: { kinds: Kinds; words: Words }): ReadGraph {
  if (text.length > LONGEST) return { ok: false, refusal: { code: "too_large", params: {} } };
  if (text.trim() === "") return { ok: false, refusal: { code: "empty", params: {} } };
  const value = parsed(text);
  if (typeof value !== "object" || value === null) return { ok: false, refusal: { code: "not_json", params: {} } };
  if (isOurFormat(value)) {
    const read = readOwnFile(value);
    if (!read.ok) return read;
    const { nodes, notes } = read.file.document;
    const parts = nodes.length + notes.length;
    return { ok: true, source: "minnow", file: { ...read.file, name: read.file.name || fileName }, parts, mapped: parts };
  }
  const foreign = [
    { source: "dify" as const, is: isDify, read: () => importDify(value, openBuilder({ kinds, words })) },
    { source: "flowise" as const, is: isFlowise, read: () => importFlowise(value, fileName, openBuilder({ kinds, words })) },
    { source: "langgraph" as const, is: isLangGraph, read: () => importLangGraph(value, fileName, openBuilder({ kinds, words })) },
  ].find(({ is }) => is(value));
  if (foreign === undefined) return refuse("unknown") as ReadGraph;
  return finished(foreign.source, foreign.read(), fileName);
}

/** The document goes through the same door as every other: what doesn't pass is refused, not opened. */
function finished(source: Source, { name, document, parts, mapped }: Imported, fileName: string): ReadGraph {
  const checked = readOwnFile(document);
  if (!checked.ok) return checked;
  return { ok: true, source, file: { name: name || fileName, description: "", document: checked.file.document }, parts, mapped };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    try {
      // A few lines of aliases can stand for billions: more than a hundred are not followed.
      return parse(text, { maxAliasCount: 100 });
    } catch {
      return null;
    }
  }
}
