import type { GraphNode } from "@/core/graph/document";
import type { JsonObject } from "@/core/graph/json";
import type { ShownRun } from "./store";

/** Can an output be pinned to it? The graph's own ends give what the run gets and gives. */
export const takesPin = ({ kind }: Pick<GraphNode, "kind">): boolean => kind !== "input" && kind !== "output";

/** What a node gave in the run that is shown, to be pinned to it; null when it gave nothing. */
export function pinnable(node: GraphNode, run: ShownRun | null): JsonObject | null {
  const shown = run?.firings[node.id]?.shown;
  return takesPin(node) && shown?.status === "succeeded" ? shown.outputs : null;
}
