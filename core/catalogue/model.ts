import { z } from "zod";

const Link = z.url({ protocol: /^https$/ });

/** open: use it for what you like. conditions: for most uses, on terms of its own. research: not for business. closed: only as a service. */
export const LicenceKind = z.enum(["open", "conditions", "research", "closed"]);
export type LicenceKind = z.infer<typeof LicenceKind>;

/** What a source says a model can do. What is not among them, nobody has said. */
export const Ability = z.enum(["tools", "vision", "reasoning", "embeddings"]);
export type Ability = z.infer<typeof Ability>;

/** What somebody says a model achieves: their word, not a measurement of Minnow's. */
export const Claim = z.object({
  by: z.enum(["paper", "developer"]),
  text: z.object({ en: z.string().min(1), zh: z.string().min(1) }),
  source: Link,
});
export type Claim = z.infer<typeof Claim>;

/**
 * A well-known model. Parameters in billions; those of a mixture of experts all count, `activeParameters` are the ones at work on a
 * token. The context is what it was trained for, in tokens, without stretching. What no source tells is null.
 */
export const CatalogueModel = z.object({
  id: z.string().regex(/^[a-z0-9.-]+$/),
  family: z.string().min(1),
  developer: z.string().min(1),
  name: z.string().min(1),
  parameters: z.number().positive().nullable(),
  activeParameters: z.number().positive().nullable(),
  contextTokens: z.number().int().positive().nullable(),
  licence: z.object({ name: z.string().min(1), kind: LicenceKind }).nullable(),
  abilities: z.array(Ability),
  /** How Ollama calls it. */
  ollama: z.string().nullable(),
  /** Names it goes by elsewhere: repositories of Hugging Face, or a provider's API. */
  names: z.array(z.string().min(1)),
  /** Where size, context, licence and abilities are from. */
  source: Link,
  claims: z.array(Claim),
});
export type CatalogueModel = z.infer<typeof CatalogueModel>;

type Family = Pick<CatalogueModel, "family" | "developer" | "licence"> & { abilities?: Ability[] };

type Entry = {
  id: string;
  name: string;
  parameters: number | null;
  active?: number;
  context: number | null;
  abilities?: Ability[];
  licence?: CatalogueModel["licence"];
  ollama?: string;
  names?: string[];
  /** When it isn't the page of the first name at Hugging Face. */
  source?: string;
  claims?: Claim[];
};

const cardOf = (name: string): string => `https://huggingface.co/${name}`;

/** The models of a family, with what they have in common said once. */
export function familyOf({ abilities: usual = [], ...family }: Family, entries: readonly Entry[]): CatalogueModel[] {
  return entries.map(({ active, context, ollama, names = [], source, claims = [], abilities = usual, ...entry }) => ({
    ...family,
    ...entry,
    abilities,
    activeParameters: active ?? null,
    contextTokens: context,
    ollama: ollama ?? null,
    names,
    source: source ?? cardOf(names[0] ?? ""),
    claims,
  }));
}

export const apache = { name: "Apache 2.0", kind: "open" } as const;
export const mit = { name: "MIT", kind: "open" } as const;

/** A thousand tokens as model makers count them. */
export const k = (thousands: number): number => thousands * 1_024;

export const claim = (by: Claim["by"], source: string, en: string, zh: string): Claim => ({ by, source, text: { en, zh } });

/** Belcak et al., Small Language Models are the Future of Agentic AI (arXiv 2506.02153), section 3. */
export const PAPER = "https://arxiv.org/abs/2506.02153";
