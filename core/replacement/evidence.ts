import { z } from "zod";
import { Series } from "./series";

/** What was recorded of one model serving one task of one node. */
export const ModelEvidence = Series.pick({
  nodeId: true,
  fingerprint: true,
  model: true,
  calls: true,
  errors: true,
  schemaAsked: true,
  schemaValid: true,
  countedCalls: true,
  inputTokens: true,
  outputTokens: true,
  contextP95: true,
  latency: true,
  firstToken: true,
  simulatedCalls: true,
});
export type ModelEvidence = z.infer<typeof ModelEvidence>;

/** How often a node's task was worked on: firings are activations in which it asked a model. */
export const TaskEvidence = z.object({ nodeId: z.string(), fingerprint: z.string(), firings: z.number().int() });
export type TaskEvidence = z.infer<typeof TaskEvidence>;

/** How often a node fired, in all runs together, and its median duration in milliseconds. */
export const NodeEvidence = z.object({ nodeId: z.string(), fired: z.number().int(), p50: z.number().nullable() });
export type NodeEvidence = z.infer<typeof NodeEvidence>;

/** What choosing models for a graph can rest on. `runs`: those that ended well, which the firings are of. */
export const GraphEvidence = z.object({
  runs: z.number().int(),
  nodes: z.array(NodeEvidence),
  tasks: z.array(TaskEvidence),
  models: z.array(ModelEvidence),
});
export type GraphEvidence = z.infer<typeof GraphEvidence>;

export const noEvidence: GraphEvidence = { runs: 0, nodes: [], tasks: [], models: [] };

/** Mean tokens of a call, and how many calls say so. */
export type UsualTokens = { input: number; output: number; calls: number };

/** Mean tokens of a task's calls, whichever models served it; null when none were counted. */
export function usualTokens(evidence: readonly Pick<ModelEvidence, "countedCalls" | "inputTokens" | "outputTokens">[]): UsualTokens | null {
  let [calls, input, output] = [0, 0, 0];
  for (const one of evidence) {
    calls += one.countedCalls;
    input += one.inputTokens;
    output += one.outputTokens;
  }
  return calls === 0 ? null : { input: input / calls, output: output / calls, calls };
}

/** What was recorded of one task of one node. */
export const evidenceOf = (evidence: GraphEvidence, nodeId: string, fingerprint: string): ModelEvidence[] =>
  evidence.models.filter((one) => one.nodeId === nodeId && one.fingerprint === fingerprint);
