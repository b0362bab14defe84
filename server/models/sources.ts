import "server-only";
import { type FactName, type FactOrigin, type FactSources, sourcesFor } from "@/core/modelFacts";

/** Who says certain facts, as of now. */
export const saidBy = (from: FactOrigin, names: readonly FactName[]): FactSources =>
  sourcesFor(names, { from, at: new Date().toISOString() });

type Told = { parameters?: number | null; contextTokens?: number | null; quantisation?: string | null; licence?: string | null };

/** The sources of what is known of a model by one who told it, with those of its capabilities that were told too. */
export const saidAll = (from: FactOrigin, told: Told, capabilities: readonly FactName[]): FactSources => {
  const known = (["parameters", "contextTokens", "quantisation", "licence"] as const).filter((name) => (told[name] ?? null) !== null);
  return saidBy(from, [...known, ...capabilities]);
};
