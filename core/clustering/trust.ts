import { nearestOthers } from "../statistics/neighbourhood";
import type { Described, Placed } from "./space";

/** Calls that are looked at, and neighbours of each. */
const LOOKED_AT = 1_000;
const NEIGHBOURS = 15;

/** Calling a tool or answering in a form is doing something else; a label or a value may only be what came out this time. */
const isAction = (feature: string): boolean => /^(?:tool|shape|form):/.test(feature);

/**
 * How far each feature of answers tells tasks apart. A label does as far as texts that are alike have the same one, beyond chance: topics
 * do, a judgement that is made of every topic doesn't. What a call does is believed at once.
 * @param placed where the texts of the calls are
 * @returns 0 to 1 of each feature
 */
export function trustIn(features: readonly string[], calls: readonly Described[], placed: readonly Placed[]): number[] {
  if (features.every(isAction)) return features.map(() => 1);
  const size = placed[0]?.vector.length ?? 0;
  const count = Math.min(LOOKED_AT, calls.length);
  const values = new Float32Array(count * size);
  for (let index = 0; index < count; index++) values.set((placed[index] as Placed).vector, index * size);
  const { each, near } = nearestOthers({ count, size, values }, NEIGHBOURS);
  return features.map((feature) => {
    if (isAction(feature)) return 1;
    const has = Uint8Array.from({ length: count }, (_, index) => (calls[index]?.features.signature.includes(feature) ? 1 : 0));
    const all = has.reduce((sum, one) => sum + one, 0);
    let shared = 0;
    for (let index = 0; index < count; index++)
      if (has[index] === 1) for (let other = 0; other < each; other++) shared += has[near[index * each + other] as number] as number;
    if (all === 0 || all === count || each === 0) return 0;
    const chance = all / count;
    return Math.min(1, Math.max(0, (shared / (all * each) - chance) / (1 - chance)));
  });
}
