import { GRAPH_FORMAT, GraphDocument } from "../document";

/** A graph as a file: its document, with what it is called. It names secrets and models, and holds neither. */
export type GraphFile = { name: string; description: string; document: GraphDocument };

/** Why a file can't be read, as a code of `interchange.refused` in core/messages. */
export type Refusal = { code: "not_json" | "unknown" | "newer" | "broken" | "empty" | "too_large"; params: Record<string, string> };

export type ReadFile = { ok: true; file: GraphFile } | { ok: false; refusal: Refusal };

const VERSION = Number(GRAPH_FORMAT.split("/")[1]);

/**
 * How a document of an older version becomes one of the next: the function at `1` makes a document of version 2 from one of version 1.
 * A change of the format adds a line here, and documents in the database and in files go on to be read.
 */
const migrations: Readonly<Record<number, (document: object) => object>> = {};

/** The text of a graph's file. */
export function writeFile({ name, description, document }: GraphFile): string {
  const { format, ...parts } = document;
  return `${JSON.stringify({ format, name, description, ...parts }, null, 2)}\n`;
}

/** Is it one of our own files, of whatever version? */
export const isGraphFile = (value: unknown): value is { format: string } =>
  typeof value === "object" &&
  value !== null &&
  "format" in value &&
  typeof value.format === "string" &&
  value.format.startsWith("minnow.graph/");

/** Brings a document of any version to this one. Null when it is newer than this product. */
export function migrate(value: { format: string }): object | null {
  const from = Number(value.format.split("/")[1]);
  if (!(from <= VERSION)) return null;
  let document: object = value;
  for (let version = from; version < VERSION; version++) document = migrations[version]?.(document) ?? document;
  return { ...document, format: GRAPH_FORMAT };
}

/** Reads one of our own files. */
export function readOwnFile(value: { format: string }): ReadFile {
  const migrated = migrate(value);
  if (migrated === null) return refuse("newer", { format: value.format });
  const parsed = GraphDocument.safeParse(migrated);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refuse("broken", { where: issue?.path.join(".") ?? "", reason: issue?.message ?? "" });
  }
  const words = migrated as { name?: unknown; description?: unknown };
  const text = (word: unknown, most: number) => (typeof word === "string" ? word.trim().slice(0, most) : "");
  return { ok: true, file: { name: text(words.name, 120), description: text(words.description, 2_000), document: parsed.data } };
}

export const refuse = (code: Refusal["code"], params: Record<string, string> = {}): ReadFile => ({ ok: false, refusal: { code, params } });
