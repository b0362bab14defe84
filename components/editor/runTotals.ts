import type { RunView } from "@/core/engine/events";

export type RunTotals = { durationMs: number | null; inputTokens: number; outputTokens: number; cost: number | null };

/** What a run took so far: milliseconds once it has ended, tokens, and US dollars, null when a price is unknown. */
export function totalsOf({ startedAt, finishedAt, activations }: RunView): RunTotals {
  const usages = activations.flatMap(({ usage }) => (usage === null || usage.calls === 0 ? [] : [usage]));
  return {
    durationMs: startedAt === null || finishedAt === null ? null : Date.parse(finishedAt) - Date.parse(startedAt),
    inputTokens: usages.reduce((sum, { inputTokens }) => sum + inputTokens, 0),
    outputTokens: usages.reduce((sum, { outputTokens }) => sum + outputTokens, 0),
    cost: usages.reduce<number | null>((sum, { cost }) => (sum === null || cost === null ? null : sum + cost), 0),
  };
}
