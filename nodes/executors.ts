import "server-only";
import type { z } from "zod";
import type { JsonObject } from "@/core/graph/json";
import type { NodeDefinition } from "@/core/graph/kind";
import { execute as agent } from "./agent/execute";
import { execute as classify } from "./classify/execute";
import { execute as code } from "./code/execute";
import { definitions, isNodeKind, type NodeKind } from "./definitions";
import { execute as elsewhere } from "./elsewhere/execute";
import type { ExecutionContext, Executor, Outputs } from "./executor";
import { execute as get } from "./get/execute";
import { execute as guard } from "./guard/execute";
import { execute as http } from "./http/execute";
import { execute as human } from "./human/execute";
import { execute as input } from "./input/execute";
import { execute as loop } from "./loop/execute";
import { execute as mcp } from "./mcp/execute";
import { execute as memory } from "./memory/execute";
import { execute as merge } from "./merge/execute";
import { execute as model } from "./model/execute";
import { execute as output } from "./output/execute";
import { execute as race } from "./race/execute";
import { execute as retrieve } from "./retrieve/execute";
import { execute as router } from "./router/execute";
import { execute as set } from "./set/execute";
import { execute as template } from "./template/execute";
import { execute as transform } from "./transform/execute";
import { execute as verify } from "./verify/execute";
import { execute as vote } from "./vote/execute";

/** Kinds that the scheduler runs by itself. */
type Unexecuted = "map" | "subgraph";
type ExecutedKind = Exclude<NodeKind, Unexecuted>;

export const executors = {
  input,
  output,
  model,
  classify,
  vote,
  verify,
  agent,
  http,
  mcp,
  retrieve,
  template,
  transform,
  code,
  set,
  get,
  memory,
  router,
  merge,
  race,
  guard,
  human,
  loop,
  elsewhere,
} satisfies {
  [K in ExecutedKind]: Executor<(typeof definitions)[K]>;
};

/** An executor whose config type has been forgotten: it takes a raw config, which its own schema parses. */
export type AnyExecutor = (request: { config: JsonObject; inputs: JsonObject; context: ExecutionContext }) => Promise<Outputs>;

function parsing<K extends string, S extends z.ZodType>(
  definition: NodeDefinition<K, S>,
  execute: Executor<NodeDefinition<K, S>>,
): AnyExecutor {
  return async ({ config, inputs, context }) => execute({ config: definition.config.parse(config), inputs, context });
}

const byKind: Record<ExecutedKind, AnyExecutor> = {
  input: parsing(definitions.input, executors.input),
  output: parsing(definitions.output, executors.output),
  model: parsing(definitions.model, executors.model),
  classify: parsing(definitions.classify, executors.classify),
  vote: parsing(definitions.vote, executors.vote),
  verify: parsing(definitions.verify, executors.verify),
  agent: parsing(definitions.agent, executors.agent),
  http: parsing(definitions.http, executors.http),
  mcp: parsing(definitions.mcp, executors.mcp),
  retrieve: parsing(definitions.retrieve, executors.retrieve),
  template: parsing(definitions.template, executors.template),
  transform: parsing(definitions.transform, executors.transform),
  code: parsing(definitions.code, executors.code),
  set: parsing(definitions.set, executors.set),
  get: parsing(definitions.get, executors.get),
  memory: parsing(definitions.memory, executors.memory),
  router: parsing(definitions.router, executors.router),
  merge: parsing(definitions.merge, executors.merge),
  race: parsing(definitions.race, executors.race),
  guard: parsing(definitions.guard, executors.guard),
  human: parsing(definitions.human, executors.human),
  loop: parsing(definitions.loop, executors.loop),
  elsewhere: parsing(definitions.elsewhere, executors.elsewhere),
};

const isExecuted = (kind: string): kind is ExecutedKind => isNodeKind(kind) && Object.hasOwn(byKind, kind);

/** How a node of this kind runs; undefined when this build doesn't know the kind. */
export const executorOf = (kind: string): AnyExecutor | undefined => (isExecuted(kind) ? byKind[kind] : undefined);
