import { type LabelledCall, mixes } from "@/bench/clusters/mixes";
import { describe } from "@/core/clustering/assign";
import type { ClusterCall } from "@/core/clustering/call";
import type { FitCall } from "@/core/clustering/fit";

export const fitCall = (call: ClusterCall): FitCall => ({ id: call.id, ...describe(call) });

/** Labelled calls of one of the mixes that clustering is measured on. */
export function labelled(name: string, count: number, seed = 1): LabelledCall[] {
  const mix = mixes.find((one) => one.name === name);
  if (mix === undefined) throw new Error(`no mix ${name}`);
  return mix.calls(count, seed);
}

export const callOf = (id: string, text: string, outputText: string | null = null): ClusterCall => ({
  ...{ id, outputText },
  variables: { text },
  response: null,
});
