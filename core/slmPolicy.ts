import { z } from "zod";
import { memoryGb, weightBits } from "./footprint";
import type { ModelClass } from "./models";

/** What a workspace calls an SLM. */
export const SlmPolicy = z.discriminatedUnion("by", [
  /** At most so many billion parameters. */
  z.object({ by: z.literal("parameters"), max: z.number().positive().max(10_000) }),
  /** Fits into so many GB when its weights have so many bits. */
  z.object({ by: z.literal("memory"), gb: z.number().positive().max(100_000), bits: z.literal([...weightBits]) }),
  /** Exactly these, by their keys. One that has left the registry stays named: it may come back. */
  z.object({
    by: z.literal("list"),
    models: z
      .array(z.string().min(1).max(300))
      .min(1)
      .max(1_000)
      .transform((keys) => [...new Set(keys)]),
  }),
]);
export type SlmPolicy = z.infer<typeof SlmPolicy>;

/** Source: Belcak et al., Small Language Models are the Future of Agentic AI (arXiv 2506.02153), section 2: most models below 10bn. */
export const defaultSlmPolicy: SlmPolicy = { by: "parameters", max: 10 };

/** Of a model, what decides its class: parameters in billions, and a person's word on it. */
export type Classified = { key: string; parameters: number | null; classOverride: "slm" | "llm" | null };

/** SLM or LLM: a person's word first, then the policy; unknown when the policy needs a size nobody knows. */
export function classOf({ key, parameters, classOverride }: Classified, policy: SlmPolicy): ModelClass {
  if (classOverride !== null) return classOverride;
  const small = isSmall(key, parameters, policy);
  return small === null ? "unknown" : small ? "slm" : "llm";
}

function isSmall(key: string, parameters: number | null, policy: SlmPolicy): boolean | null {
  switch (policy.by) {
    case "list":
      return policy.models.includes(key);
    case "memory":
      return parameters === null ? null : memoryGb(parameters, policy.bits) <= policy.gb;
    case "parameters":
      return parameters === null ? null : parameters <= policy.max;
  }
}

/** Models whose class another policy would change. */
export function reclassified<Model extends Classified>(
  models: readonly Model[],
  from: SlmPolicy,
  to: SlmPolicy,
): { model: Model; before: ModelClass; after: ModelClass }[] {
  return models.flatMap((model) => {
    const [before, after] = [classOf(model, from), classOf(model, to)];
    return before === after ? [] : [{ model, before, after }];
  });
}
