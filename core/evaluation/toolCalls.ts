import { isJsonObject } from "../graph/json";
import type { ToolOffer } from "../graph/task";
import type { CalledTool } from "../runs/calledTools";
import type { Difference } from "./agreement";
import { bestPaired, compareFields, inTurn } from "./fields";
import { wholeSchema } from "./schemaParts";

/**
 * Compares the tools that two answers call, both at least one. A pair of calls of one tool agrees in the share of its parts that do: the
 * name, and each leaf of the arguments, compared as JSON by the tool's own schema; calls of different tools in nothing. Calls are a multiset
 * unless `ordered`: those of one answer are made at once, so the order in which they are written says nothing. A call that only one has
 * agrees in nothing. Arguments that are no JSON are never right. Whether arguments fit the tool's schema is not asked: what differs from
 * arguments that do counts as differing already.
 * @returns `score`: mean over pairs, 0 to 1
 */
export function compareCalls(
  reference: readonly CalledTool[],
  answer: readonly CalledTool[],
  tools: readonly ToolOffer[],
  { ordered = false, tolerance = 0 }: { ordered?: boolean; tolerance?: number } = {},
): { score: number; exact: boolean; parts: Difference[] } {
  const compare = (one: CalledTool, other: CalledTool) => compareCall(one, other, tools, tolerance);
  const pairs = ordered ? inTurn(reference, answer) : bestPaired(reference, answer, (one, other) => compare(one, other).score);
  const compared = pairs.map(([mine, theirs]) => {
    const place = mine ?? theirs ?? 0;
    const [one, other] = [mine === null ? undefined : reference[mine], theirs === null ? undefined : answer[theirs]];
    if (one === undefined || other === undefined)
      return {
        score: 0,
        parts: [{ path: [place], ...(one !== undefined && { reference: one }), ...(other !== undefined && { answer: other }) }],
      };
    const { score, parts } = compare(one, other);
    return { score, parts: parts.map(({ path, ...values }) => ({ path: [place, ...path], ...values })) };
  });
  return {
    score: compared.reduce((sum, { score }) => sum + score, 0) / compared.length,
    exact: compared.every(({ score }) => score === 1),
    parts: compared.flatMap(({ parts }) => parts),
  };
}

function compareCall(
  one: CalledTool,
  other: CalledTool,
  tools: readonly ToolOffer[],
  tolerance: number,
): { score: number; parts: Difference[] } {
  if (one.name !== other.name) return { score: 0, parts: [{ path: [], reference: one, answer: other }] };
  const [given, said] = [one.arguments, other.arguments];
  if (!isJsonObject(given) || !isJsonObject(said)) return { score: 0, parts: [{ path: ["arguments"], reference: given, answer: said }] };
  const fields = compareFields(given, said, wholeSchema(tools.find(({ name }) => name === one.name)?.parameters ?? {}), tolerance);
  return {
    score: (1 + fields.same) / (1 + fields.of),
    parts: fields.parts.map(({ path, ...values }) => ({ path: ["arguments", ...path], ...values })),
  };
}

/** Could every call be made? */
export const areReadable = (calls: readonly CalledTool[]): boolean => calls.every(({ arguments: given }) => isJsonObject(given));
