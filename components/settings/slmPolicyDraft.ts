import type { weightBits } from "@/core/footprint";
import { defaultSlmPolicy, SlmPolicy } from "@/core/slmPolicy";

/** A policy while it is being written: what was entered for each of its kinds, and fields may be empty. */
export type PolicyDraft = {
  by: SlmPolicy["by"];
  max: number | string;
  gb: number | string;
  bits: (typeof weightBits)[number];
  models: readonly string[];
};

const start: PolicyDraft = {
  by: defaultSlmPolicy.by,
  max: defaultSlmPolicy.by === "parameters" ? defaultSlmPolicy.max : "",
  // What a common laptop or a consumer's card has to give.
  gb: 8,
  bits: 4,
  models: [],
};

export const draftOf = (policy: SlmPolicy): PolicyDraft => ({ ...start, ...policy });

/** The policy a draft stands for; null while something is missing. */
export function readDraft({ by, max, gb, bits, models }: PolicyDraft): SlmPolicy | null {
  const policy = { parameters: { by, max }, memory: { by, gb, bits }, list: { by, models } }[by];
  return SlmPolicy.safeParse(policy).data ?? null;
}
