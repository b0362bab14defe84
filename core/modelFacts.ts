import { z } from "zod";

/** Facts of a model that somebody has said: what it is, and what it can do. */
export const factNames = [
  "parameters",
  "contextTokens",
  "quantisation",
  "licence",
  "tools",
  "jsonSchema",
  "streaming",
  "logprobs",
  "embeddings",
] as const;
export const FactName = z.enum(factNames);
export type FactName = z.infer<typeof FactName>;

/**
 * Who says so. server: its API; file: the model file's own header; catalogue: Minnow's list of well-known models; name: the model's
 * name, and a person confirmed it; person: somebody entered it; probe: a call that tried it.
 */
export const FactOrigin = z.enum(["server", "file", "catalogue", "name", "person", "probe"]);
export type FactOrigin = z.infer<typeof FactOrigin>;

export const FactSource = z.object({ from: FactOrigin, at: z.iso.datetime() });
export type FactSource = z.infer<typeof FactSource>;

/** A fact without a source is one nobody has said: a default, or from before sources were kept. */
export const FactSources = z.partialRecord(FactName, FactSource);
export type FactSources = z.infer<typeof FactSources>;

/** Such as `Q4_K_M`, `fp8` or `awq`: what the weights were made smaller by. */
export const Quantisation = z.string().trim().min(1).max(40);
export const Licence = z.string().trim().min(1).max(120);

export const sourcesFor = (names: readonly FactName[], source: FactSource): FactSources =>
  Object.fromEntries(names.map((name) => [name, source]));

type Facts = Readonly<Record<Exclude<FactName, keyof Capabilities>, string | number | null>> & { capabilities: Capabilities };
type Capabilities = Readonly<Record<"tools" | "jsonSchema" | "streaming" | "logprobs" | "embeddings", boolean>>;

const factIn = ({ capabilities, ...facts }: Facts, name: FactName): string | number | boolean | null =>
  ({ ...facts, ...capabilities })[name];

/**
 * Who says what after a person has gone over a model's facts: what was changed is theirs, what was emptied is nobody's any more, and the
 * rest stays whose it was.
 */
export function sourcesAfter(before: Facts, after: Facts, sources: FactSources, at: string): FactSources {
  const changed = factNames.filter((name) => factIn(before, name) !== factIn(after, name));
  const emptied = new Set(changed.filter((name) => factIn(after, name) === null));
  const kept = Object.entries(sources).filter(([name]) => !emptied.has(FactName.parse(name)));
  const entered = changed.filter((name) => !emptied.has(name));
  return { ...FactSources.parse(Object.fromEntries(kept)), ...sourcesFor(entered, { from: "person", at }) };
}
