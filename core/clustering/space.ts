import { z } from "zod";
import type { SparseRows } from "../statistics/randomisedSvd";
import { randomisedSvd } from "../statistics/randomisedSvd";
import { type Features, isPiece } from "./features";
import { Packed, pack, unpackFloats, unpackSmall, unpackWhole } from "./packed";
import { trustIn } from "./trust";

/** Where calls are put to be compared: their text, reduced to a few directions, beside what their answers did. */
export const Space = z.object({
  /** Key of the model whose vectors tell the text; null for words. */
  embeddedBy: z.string().nullable(),
  /** Calls it was made from. */
  calls: z.number().int(),
  rank: z.number().int(),
  /** Of words: hashes in rising order, and how telling each is. Of vectors: none, and what is taken off each number. */
  terms: Packed,
  weights: Packed,
  /** Row by row what each term or number adds to each direction, in 127ths of the direction's `steps`. */
  directions: Packed,
  steps: z.array(z.number()),
  /** How much each direction counts. */
  emphasis: z.array(z.number()),
  /** What answers did: how telling each is by how rare it is, and how far it is believed, 0 to 1. */
  signature: z.array(z.object({ feature: z.string(), rarity: z.number(), trust: z.number() })),
  /** How much of a usual call's text these directions tell: the median, 0 to 1. */
  usuallyKnown: z.number(),
});
export type Space = z.infer<typeof Space>;

/** A call in a space: of length 1 unless nothing is known of it; `known` is the share of its text that the space's directions tell. */
export type Placed = { vector: Float32Array; known: number };

const MOST_TERMS = 8_192;
/** In how many calls a term must be to say anything of a task. */
const FEWEST_CALLS_OF_TERM = 4;
const RANK = 32;
const PIECE_WEIGHT = 0.5;
/** Of the answer's part beside the text's, which has length 1. */
const SIGNATURE_WEIGHT = 0.7;
const MOST_SIGNATURES = 64;

/** A vector is given where a model tells the text. */
export type Described = { features: Features; embedding?: Float32Array | undefined };

type Ready = { terms: Map<number, number>; weights: Float32Array; directions: Float32Array };
const ready = new WeakMap<Space, Ready>();

function readied(space: Space): Ready {
  const known = ready.get(space);
  if (known !== undefined) return known;
  const small = unpackSmall(space.directions);
  const directions = Float32Array.from(small, (value, index) => (value * (space.steps[index % space.rank] as number)) / 127);
  const made = {
    terms: new Map([...unpackWhole(space.terms)].map((term, index) => [term, index])),
    weights: unpackFloats(space.weights),
    directions,
  };
  ready.set(space, made);
  return made;
}

/** Sublinear term frequency times how rare the term is. */
const weigh = (term: number, count: number, rarity: number): number => (1 + Math.log(count)) * rarity * (isPiece(term) ? PIECE_WEIGHT : 1);

/** @returns known columns with their values, and the squared length of all, unknown terms included */
function weighed(
  features: Features,
  { terms, weights }: Pick<Ready, "terms" | "weights">,
  unknown: number,
): { columns: number[]; values: number[]; whole: number } {
  const [columns, values]: [number[], number[]] = [[], []];
  let whole = 0;
  for (const [term, count] of features.terms) {
    const column = terms.get(term);
    const value = weigh(term, count, column === undefined ? unknown : (weights[column] as number));
    whole += value * value;
    if (column === undefined || value === 0) continue;
    columns.push(column);
    values.push(value);
  }
  return { columns, values, whole };
}

/** @param calls in an order that doesn't depend on where they came from; all with vectors of one size when `embeddedBy` is given */
export function fitSpace(calls: readonly Described[], embeddedBy: string | null = null): Space {
  const text = embeddedBy === null ? fitWords(calls) : fitVectors(calls);
  const space: Space = { embeddedBy, calls: calls.length, ...text, signature: [], usuallyKnown: 0 };
  const placed = calls.map((call) => place(space, call));
  const known = placed.map((one) => one.known).toSorted((a, b) => a - b);
  return { ...space, signature: fitSignature(calls, placed), usuallyKnown: known[Math.floor(known.length / 2)] ?? 0 };
}

type Text = Pick<Space, "rank" | "terms" | "weights" | "directions" | "steps" | "emphasis">;

function fitWords(calls: readonly Described[]): Text {
  const found = new Map<number, number>();
  for (const { features } of calls) for (const term of features.terms.keys()) found.set(term, (found.get(term) ?? 0) + 1);
  const fewest = Math.max(FEWEST_CALLS_OF_TERM, Math.ceil(calls.length * 0.002));
  const kept = [...found]
    .filter(([, count]) => count >= fewest)
    .sort(([a, x], [b, y]) => y - x || a - b)
    .slice(0, MOST_TERMS)
    .sort(([a], [b]) => a - b);
  const terms = new Map(kept.map(([term], index) => [term, index]));
  const weights = Float32Array.from(kept, ([, count]) => Math.log(calls.length / count));
  const rows = calls.map(({ features }) => weighed(features, { terms, weights }, 0));
  const starts = new Uint32Array(rows.length + 1);
  for (const [index, { columns }] of rows.entries()) starts[index + 1] = (starts[index] as number) + columns.length;
  const sparse: SparseRows = {
    columns: kept.length,
    starts,
    column: new Uint32Array(starts.at(-1) ?? 0),
    value: new Float32Array(starts.at(-1) ?? 0),
  };
  for (const [index, { columns, values }] of rows.entries()) {
    const length = Math.hypot(...values) || 1;
    sparse.column.set(columns, starts[index]);
    sparse.value.set(
      values.map((value) => value / length),
      starts[index],
    );
  }
  return { terms: pack(Uint32Array.from(terms.keys())), weights: pack(weights), ...reduced(sparse) };
}

function fitVectors(calls: readonly Described[]): Text {
  const size = calls[0]?.embedding?.length ?? 0;
  const mean = new Float32Array(size);
  for (const { embedding } of calls)
    for (let index = 0; index < size; index++) mean[index] = (mean[index] as number) + (embedding?.[index] ?? 0) / calls.length;
  const sparse: SparseRows = {
    columns: size,
    starts: Uint32Array.from({ length: calls.length + 1 }, (_, row) => row * size),
    column: Uint32Array.from({ length: calls.length * size }, (_, at) => at % size),
    value: new Float32Array(calls.length * size),
  };
  for (const [row, { embedding }] of calls.entries()) {
    const apart = mean.map((value, index) => (embedding?.[index] ?? 0) - value);
    const length = Math.hypot(...apart) || 1;
    sparse.value.set(
      apart.map((value) => value / length),
      row * size,
    );
  }
  return { terms: pack(new Uint32Array()), weights: pack(mean), ...reduced(sparse) };
}

function reduced(rows: SparseRows): Pick<Text, "rank" | "directions" | "steps" | "emphasis"> {
  const { rank, vectors, values } = randomisedSvd(rows, RANK);
  const steps = Array.from({ length: rank }, () => 0);
  for (const [index, value] of vectors.entries()) steps[index % rank] = Math.max(steps[index % rank] as number, Math.abs(value));
  const small = Int8Array.from(vectors, (value, index) => {
    const step = steps[index % rank] as number;
    return step === 0 ? 0 : Math.round((127 * value) / step);
  });
  // Directions in which calls differ a lot count as much more: what many calls have in common is what tasks are told by.
  const emphasis = [...values].map((value) => (values[0] === 0 ? 0 : value / (values[0] as number)));
  return { rank, directions: pack(small), steps, emphasis };
}

function fitSignature(calls: readonly Described[], placed: readonly Placed[]): Space["signature"] {
  const found = new Map<string, number>();
  for (const { features } of calls) for (const feature of features.signature) found.set(feature, (found.get(feature) ?? 0) + 1);
  const kept = [...found]
    .filter(([, count]) => count >= Math.max(2, 0.01 * calls.length) && count <= 0.97 * calls.length)
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .slice(0, MOST_SIGNATURES);
  const trust = trustIn(
    kept.map(([feature]) => feature),
    calls,
    placed,
  );
  return kept.map(([feature, count], index) => ({ feature, rarity: Math.log(calls.length / count), trust: trust[index] as number }));
}

export const sizeOf = ({ rank, signature }: Pick<Space, "rank" | "signature">): number => rank + signature.length;

/** Where a call is: the same for the same call, whether the space was made from it or not. */
export function place(space: Space, { features, embedding }: Described): Placed {
  const { rank, emphasis } = space;
  const { terms, weights, directions } = readied(space);
  const vector = new Float32Array(sizeOf(space));
  let whole = 0;
  const add = (column: number, value: number) => {
    for (let index = 0; index < rank; index++)
      vector[index] = (vector[index] as number) + value * (directions[column * rank + index] as number);
  };
  if (space.embeddedBy === null) {
    const told = weighed(features, { terms, weights }, Math.log(Math.max(2, space.calls)));
    whole = told.whole;
    for (const [at, column] of told.columns.entries()) add(column, told.values[at] as number);
  } else
    for (const [column, mean] of weights.entries()) {
      const value = (embedding?.[column] ?? 0) - mean;
      whole += value * value;
      add(column, value);
    }
  let told = 0;
  let length = 0;
  for (let index = 0; index < rank; index++) {
    told += (vector[index] as number) ** 2;
    vector[index] = (vector[index] as number) * (emphasis[index] as number);
    length += (vector[index] as number) ** 2;
  }
  if (length > 0) for (let index = 0; index < rank; index++) vector[index] = (vector[index] as number) / Math.sqrt(length);
  const signed = addSignature(vector, space, features);
  const both = Math.sqrt((length > 0 ? 1 : 0) + signed);
  if (both > 0) for (let index = 0; index < vector.length; index++) vector[index] = (vector[index] as number) / both;
  return { vector, known: whole === 0 ? 0 : Math.min(1, told / whole) };
}

/** @returns the squared length of what was added */
function addSignature(vector: Float32Array, { rank, signature }: Space, { signature: given }: Features): number {
  let [told, whole] = [0, 0];
  for (const [index, { feature, rarity, trust }] of signature.entries())
    if (given.includes(feature)) {
      vector[rank + index] = rarity * trust;
      told += (rarity * trust) ** 2;
      whole += rarity * rarity;
    }
  if (whole === 0) return 0;
  for (let index = rank; index < vector.length; index++) vector[index] = ((vector[index] as number) * SIGNATURE_WEIGHT) / Math.sqrt(whole);
  return (SIGNATURE_WEIGHT ** 2 * told) / whole;
}
