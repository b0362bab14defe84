import { z } from "zod";
import { contentHash } from "../graph/fingerprint";
import { balanced } from "./balance";
import { openNearDuplicates } from "./nearDuplicates";
import { normalText } from "./shingles";

/** Which of the recorded calls make a data set. */
export const SelectionRules = z.object({
  /** Only calls that were answered, of nodes that went well, of runs that did. */
  endedWell: z.boolean().default(true),
  /** Only answers of models that are not simulated. */
  measured: z.boolean().default(true),
  /** notBad: without those that somebody called bad. good: only those that somebody called good. */
  feedback: z.enum(["any", "notBad", "good"]).default("any"),
  /** Each request once. */
  exact: z.boolean().default(true),
  /** Jaccard similarity from which on requests count as the same; null: they have to be equal for that. */
  near: z.number().min(0.5).max(1).nullable().default(0.85),
  balance: z.enum(["none", "cluster", "output"]).default("none"),
  /** Of each cluster or output at most; null: as many as the middle one has. */
  most: z.number().int().min(1).max(1_000_000).nullable().default(null),
  seed: z.number().int().min(0).max(2_147_483_647).default(1),
});
export type SelectionRules = z.infer<typeof SelectionRules>;

/** What takes calls away, in this order. */
export const removers = ["failed", "simulated", "feedback", "exact", "near", "balance"] as const;
export type Remover = (typeof removers)[number];

/** What a selection came to: every call that was looked at is selected or removed by one rule. */
export const SelectionCounts = z.object({
  calls: z.number().int(),
  removed: z.object(Object.fromEntries(removers.map((name) => [name, z.number().int()])) as Record<Remover, z.ZodNumber>),
  selected: z.number().int(),
  /** Clusters or outputs among what is left; null when it isn't balanced. */
  groups: z.number().int().nullable(),
});
export type SelectionCounts = z.infer<typeof SelectionCounts>;

/** A recorded call, as far as choosing it goes. */
export type Candidate = {
  id: string;
  endedWell: boolean;
  simulated: boolean;
  /** What somebody said of it: bad when anybody did. */
  verdict: "good" | "bad" | null;
  /** What differs from call to call of the task: see wordsOf. */
  text: string;
  /** How many turns with tools came before it: an agent's turns repeat those before, and are none the less calls of their own. */
  turn: number;
  /** What it was answered: the same for the same. */
  output: string | null;
  /** Label of its cluster, when there is one. */
  cluster: string | null;
};

export type Selection = {
  take(call: Candidate): void;
  /** Ids in the order in which they came. */
  end(): { ids: string[]; counts: SelectionCounts };
};

/** Chooses among calls as they come; of those that are alike the first stays. It keeps about 1 KB of each that does. */
export function openSelection(rules: SelectionRules): Selection {
  const removed = Object.fromEntries(removers.map((name) => [name, 0])) as Record<Remover, number>;
  const seen = new Set<string>();
  const nearByTurn = new Map<number, ReturnType<typeof openNearDuplicates>>();
  const nearOf = (least: number, turn: number) => {
    const near = nearByTurn.get(turn) ?? openNearDuplicates(least, rules.seed);
    nearByTurn.set(turn, near);
    return near;
  };
  const kept: { id: string; group: string }[] = [];
  let calls = 0;

  /** The rule that takes a call away, if any does. */
  const removerOf = ({ endedWell, simulated, verdict, text, turn }: Candidate): Remover | null => {
    if (rules.endedWell && !endedWell) return "failed";
    if (rules.measured && simulated) return "simulated";
    if ((rules.feedback === "good" && verdict !== "good") || (rules.feedback === "notBad" && verdict === "bad")) return "feedback";
    const normal = normalText(text);
    if (rules.exact) {
      const request = contentHash([turn, normal]);
      if (seen.has(request)) return "exact";
      seen.add(request);
    }
    return rules.near === null || nearOf(rules.near, turn).isNew(normal) ? null : "near";
  };

  return {
    take(call) {
      calls += 1;
      const remover = removerOf(call);
      if (remover === null) kept.push({ id: call.id, group: groupOf(call, rules) });
      else removed[remover] += 1;
    },
    end() {
      const ids = rules.balance === "none" ? kept.map(({ id }) => id) : balanced(kept, rules.most, rules.seed);
      const groups = rules.balance === "none" ? null : new Set(kept.map(({ group }) => group)).size;
      const counts = { calls, removed: { ...removed, balance: kept.length - ids.length }, selected: ids.length, groups };
      return { ids, counts };
    },
  };
}

/** Calls without a cluster are a group of their own by what they were answered. */
const groupOf = ({ cluster, output }: Candidate, { balance }: SelectionRules): string =>
  balance === "cluster" && cluster !== null ? `cluster ${cluster}` : `output ${output ?? ""}`;
