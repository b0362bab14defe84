import { GRAPH_FORMAT, GraphDocument } from "./document";

const FAMILY = "minnow.graph/";
const VERSION = Number(GRAPH_FORMAT.slice(FAMILY.length));

/** How a document of one version becomes one of the next: the function at `1` makes version 2 out of version 1. */
export type Migrations = Readonly<Record<number, (document: object) => object>>;

/** A change of the format adds a line here, and documents in the database and in files go on to be read. */
const migrations: Migrations = {};

/** Is it a graph of Minnow's, of whatever version? */
export const isOurFormat = (value: unknown): value is { format: string } =>
  typeof value === "object" && value !== null && "format" in value && typeof value.format === "string" && value.format.startsWith(FAMILY);

const versionOf = ({ format }: { format: string }): number | null => {
  const digits = format.slice(FAMILY.length);
  return /^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : null;
};

/** The steps from a document's version to `to`, one after the other; null when it is newer, or of a version that never was. */
export function migrate(value: { format: string }, to = VERSION, steps: Migrations = migrations): object | null {
  const from = versionOf(value);
  if (from === null || from > to) return null;
  let document: object = value;
  for (let version = from; version < to; version++) {
    const step = steps[version];
    if (step === undefined) return null;
    document = step(document);
  }
  return { ...document, format: FAMILY + to };
}

/** A document out of a file or the database, brought to this version, or why it is none; `migrated` holds what isn't the document's, too. */
export type ReadDocument =
  | { ok: true; document: GraphDocument; migrated: object }
  | { ok: false; refusal: { code: "foreign" } | { code: "newer"; format: string } | { code: "broken"; where: string; reason: string } };

/** Whatever the value is, the answer is a document of this version or the reason why not. Every document comes in through here. */
export function readDocument(value: unknown): ReadDocument {
  if (!isOurFormat(value)) return { ok: false, refusal: { code: "foreign" } };
  const version = versionOf(value);
  if (version !== null && version > VERSION) return { ok: false, refusal: { code: "newer", format: value.format } };
  const migrated = migrate(value);
  if (migrated === null) return { ok: false, refusal: { code: "broken", where: "format", reason: value.format } };
  const parsed = GraphDocument.safeParse(migrated);
  if (parsed.success) return { ok: true, document: parsed.data, migrated };
  const issue = parsed.error.issues[0];
  return { ok: false, refusal: { code: "broken", where: issue?.path.join(".") ?? "", reason: issue?.message ?? "" } };
}
