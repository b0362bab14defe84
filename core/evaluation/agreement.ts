import { z } from "zod";
import { Json } from "../graph/json";
import { TaskKind } from "./taskKind";

/** A value that differs: where it is, from the whole answer inwards, and what either has there; left out where there is nothing. */
export const Difference = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  reference: Json.optional(),
  answer: Json.optional(),
});
export type Difference = z.infer<typeof Difference>;

/**
 * Why an answer is worth nothing whatever the reference says: it isn't JSON, or not of the schema (`reason` says where); it is none of
 * the labels; it says something where a tool was to be called, or the other way round.
 */
export const Flaw = z.object({
  code: z.enum(["not_json", "misfit", "no_label", "no_call", "needless_call"]),
  reason: z.string().optional(),
});
export type Flaw = z.infer<typeof Flaw>;

/** How far an answer agrees with a reference. */
export const Agreement = z.object({
  /** By what it was compared: of a tool_call task, answers that call nothing are compared by their words. */
  kind: TaskKind,
  /** 0 to 1. */
  score: z.number().min(0).max(1),
  /** The same in every part. */
  exact: z.boolean(),
  /** The score is a likeness of texts, which says little of their worth. */
  weak: z.boolean(),
  flaw: Flaw.nullable(),
  /** What differs, the first hundred of it. */
  parts: z.array(Difference),
  /** How much differs beyond that. */
  more: z.number().int(),
});
export type Agreement = z.infer<typeof Agreement>;

/** Differences that are kept. */
const MOST_PARTS = 100;

export const agreement = (
  kind: TaskKind,
  score: number,
  exact: boolean,
  { parts = [], flaw = null, weak = false }: { parts?: readonly Difference[]; flaw?: Flaw | null; weak?: boolean } = {},
): Agreement => ({
  ...{ kind, score, exact, weak, flaw },
  parts: parts.slice(0, MOST_PARTS),
  more: Math.max(0, parts.length - MOST_PARTS),
});

/** Of an answer that can't be right. */
export const worthless = (kind: TaskKind, flaw: Flaw, reference: Json, answer: Json): Agreement =>
  agreement(kind, 0, false, { flaw, parts: [{ path: [], reference, answer }] });
