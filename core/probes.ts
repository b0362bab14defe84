import { z } from "zod";
import { type FactSources, sourcesFor } from "./modelFacts";
import type { ModelCapabilities } from "./models";

/** What is tried on a model by asking it. usage: does the server count the tokens of an answer it streams? */
export const probeNames = ["streaming", "usage", "tools", "jsonSchema", "logprobs"] as const;
export const ProbeName = z.enum(probeNames);
export type ProbeName = z.infer<typeof ProbeName>;

export const ProbeVerdict = z.enum(["yes", "no", "unclear"]);
export type ProbeVerdict = z.infer<typeof ProbeVerdict>;

/** Why that verdict; the sentence is `probes.reason.<reason>` in core/messages. */
export const ProbeReason = z.enum([
  "pieces",
  "onePiece",
  "counted",
  "notCounted",
  "called",
  "calledWrongly",
  "calledInText",
  "answeredInWords",
  "obeyed",
  "ignored",
  "sent",
  "notSent",
  // Of any of them: what the server said against it, and what kept the call from telling anything.
  "refused",
  "failed",
  "late",
  "ranOut",
]);
export type ProbeReason = z.infer<typeof ProbeReason>;

export const ProbeResult = z.object({
  verdict: ProbeVerdict,
  reason: ProbeReason,
  /** The server's own words, shortened; empty when it said nothing against it. */
  said: z.string().max(200).default(""),
  at: z.iso.datetime(),
});
export type ProbeResult = z.infer<typeof ProbeResult>;

export const ProbeResults = z.partialRecord(ProbeName, ProbeResult);
export type ProbeResults = z.infer<typeof ProbeResults>;

/** Calls a model is asked at most: one for each of the four questions, and one more where the first is refused. */
export const MOST_CALLS = 5;
export const USUAL_CALLS = 4;
/** Tokens an answer may have: models that think before they answer need more than the answer itself. */
export const ANSWER_TOKENS = 600;

/** Capabilities a probe decides; how tokens are counted is none. */
export const probedCapabilities = ["streaming", "tools", "jsonSchema", "logprobs"] as const;
export type ProbedCapability = (typeof probedCapabilities)[number];

type Known = { capabilities: ModelCapabilities; sources: FactSources };

/** What a model can do after probes: as they found, but where a person said otherwise that stays. */
export function afterProbes({ capabilities, sources }: Known, results: ProbeResults): Known {
  const decided = probedCapabilities.filter((name) => {
    const verdict = results[name]?.verdict ?? "unclear";
    return verdict !== "unclear" && sources[name]?.from !== "person";
  });
  const found = Object.fromEntries(decided.map((name) => [name, results[name]?.verdict === "yes"]));
  const from = decided.map((name) => sourcesFor([name], { from: "probe", at: results[name]?.at ?? "" }));
  return { capabilities: { ...capabilities, ...found }, sources: Object.assign({}, sources, ...from) };
}

/** Where a person's word and the latest probe are at odds. */
export const disagreements = ({ capabilities, sources, probes }: Known & { probes: ProbeResults }): ProbedCapability[] =>
  probedCapabilities.filter((name) => {
    const verdict = probes[name]?.verdict ?? "unclear";
    return verdict !== "unclear" && sources[name]?.from === "person" && capabilities[name] !== (verdict === "yes");
  });
