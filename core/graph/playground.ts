import { z } from "zod";
import { emptyDocument, type GraphDocument, type GraphNode } from "./document";
import { JsonObject } from "./json";
import type { Kinds } from "./kind";
import { Task } from "./task";
import { trialOf } from "./trial";

/** The one node of a graph that the playground runs. */
export const PLAYGROUND_NODE = "prompt";

/** A prompt of the playground with the values of its variables. */
export const Prompt = z.object({ task: Task, inputs: JsonObject });
export type Prompt = z.infer<typeof Prompt>;

/** A model node that asks one model a task and nobody else; a null model is yet to be chosen. */
export const promptNode = (task: Task, model: string | null): GraphNode => ({
  id: PLAYGROUND_NODE,
  kind: "model",
  name: "Prompt",
  position: { x: 0, y: 0 },
  config: JsonObject.parse({ task, assignment: { type: "single", model, fallback: [], reuse: false } }),
  // A column shows one call: a second try would hide how the first one failed.
  settings: { retries: 0 },
});

/** The graph that asks one model: the prompt's variables are its input, the answer its output. */
export function playgroundGraph({ task, inputs }: Prompt, model: string, kinds: Kinds): GraphDocument {
  const graph = trialOf({ ...emptyDocument(), nodes: [promptNode(task, model)] }, PLAYGROUND_NODE, inputs, kinds);
  if (graph === null) throw new Error("a prompt makes no graph");
  return graph;
}

/** The prompt and the model of a graph that `playgroundGraph` made; null when it is none. */
export function playgroundPrompt({ nodes }: GraphDocument): { task: Task; model: string } | null {
  const config = nodes.find(({ id }) => id === PLAYGROUND_NODE)?.config;
  const parsed = z.object({ task: Task, assignment: z.object({ model: z.string() }) }).safeParse(config);
  return parsed.success ? { task: parsed.data.task, model: parsed.data.assignment.model } : null;
}
