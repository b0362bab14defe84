import { z } from "zod";

/** Largest file a knowledge base takes. Bytes. */
export const MAX_FILE_BYTES = 20 * 1024 * 1024;
/** Most passages one search gives. */
export const MAX_PASSAGES = 50;

export const mediaTypes = ["text/plain", "text/markdown", "application/pdf"] as const;
export type MediaType = (typeof mediaTypes)[number];

const byEnding: Record<string, MediaType> = {
  txt: "text/plain",
  text: "text/plain",
  log: "text/plain",
  csv: "text/plain",
  md: "text/markdown",
  markdown: "text/markdown",
  pdf: "application/pdf",
};
export const fileEndings = Object.keys(byEnding).map((ending) => `.${ending}`);

/** What a file is by its name; browsers disagree about the types of markdown. Undefined when it can't be read. */
export const mediaTypeOf = (name: string): MediaType | undefined => byEnding[/\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ""];

/** An error as it is told: its text is made where it is read. */
export const Refusal = z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) });
export type Refusal = z.infer<typeof Refusal>;

export const BaseDetails = z.object({ name: z.string().trim().min(1).max(80), description: z.string().trim().max(500).default("") });
export type BaseDetails = z.output<typeof BaseDetails>;

export const KnowledgeBase = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  documents: z.number().int(),
  chunks: z.number().int(),
  /** Bytes of its files. */
  size: z.number(),
  /** Key of the model by whose vectors its passages are found too; null when they are found by their words alone. */
  embeddingModel: z.string().nullable(),
  /** How many passages have no vector of that model yet. */
  unembedded: z.number().int(),
  /** Why the last try to make vectors failed. */
  embeddingError: Refusal.nullable(),
  updatedAt: z.string(),
});
export type KnowledgeBase = z.infer<typeof KnowledgeBase>;

export const KnowledgeDocument = z.object({
  id: z.string(),
  name: z.string(),
  mediaType: z.enum(mediaTypes),
  /** Bytes. */
  size: z.number().int(),
  status: z.enum(["pending", "ready"]),
  chunks: z.number().int(),
  createdAt: z.string(),
});
export type KnowledgeDocument = z.infer<typeof KnowledgeDocument>;

/** What came of a file: `added` is false when the base had it already. */
export const AddedDocument = z.object({ id: z.string(), added: z.boolean(), chunks: z.number().int() });
export type AddedDocument = z.infer<typeof AddedDocument>;
