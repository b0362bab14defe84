import "server-only";
import { sample, stringMatching } from "fast-check";
import { unit } from "./chance";

/**
 * A text that matches a regular expression, the same for the same seed. Null when the expression is none, or asks for more than
 * can be built (look-around).
 */
export function textMatching(pattern: string, seed: string): string | null {
  try {
    const [text] = sample(stringMatching(new RegExp(pattern, "u"), { size: "xsmall" }), {
      seed: Math.floor(unit(seed) * 2 ** 31),
      numRuns: 1,
    });
    return text ?? null;
  } catch {
    return null;
  }
}
