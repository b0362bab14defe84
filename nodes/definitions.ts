import { type AnyDefinition, forgetConfig, type Kinds } from "@/core/graph/kind";
import { agent } from "./agent/definition";
import { classify } from "./classify/definition";
import { code } from "./code/definition";
import { elsewhere } from "./elsewhere/definition";
import { get } from "./get/definition";
import { guard } from "./guard/definition";
import { http } from "./http/definition";
import { human } from "./human/definition";
import { input } from "./input/definition";
import { loop } from "./loop/definition";
import { map } from "./map/definition";
import { mcp } from "./mcp/definition";
import { memory } from "./memory/definition";
import { merge } from "./merge/definition";
import { model } from "./model/definition";
import { output } from "./output/definition";
import { race } from "./race/definition";
import { retrieve } from "./retrieve/definition";
import { router } from "./router/definition";
import { set } from "./set/definition";
import { subgraph } from "./subgraph/definition";
import { template } from "./template/definition";
import { transform } from "./transform/definition";
import { verify } from "./verify/definition";
import { vote } from "./vote/definition";

/** Every node kind, in the order of the palette. */
export const definitions = {
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
  map,
  loop,
  subgraph,
  elsewhere,
} as const;
export type NodeKind = keyof typeof definitions;

export const isNodeKind = (kind: string): kind is NodeKind => Object.hasOwn(definitions, kind);

const byKind: Record<NodeKind, AnyDefinition> = {
  input: forgetConfig(input),
  output: forgetConfig(output),
  model: forgetConfig(model),
  classify: forgetConfig(classify),
  vote: forgetConfig(vote),
  verify: forgetConfig(verify),
  agent: forgetConfig(agent),
  http: forgetConfig(http),
  mcp: forgetConfig(mcp),
  retrieve: forgetConfig(retrieve),
  template: forgetConfig(template),
  transform: forgetConfig(transform),
  code: forgetConfig(code),
  set: forgetConfig(set),
  get: forgetConfig(get),
  memory: forgetConfig(memory),
  router: forgetConfig(router),
  merge: forgetConfig(merge),
  race: forgetConfig(race),
  guard: forgetConfig(guard),
  human: forgetConfig(human),
  map: forgetConfig(map),
  loop: forgetConfig(loop),
  subgraph: forgetConfig(subgraph),
  elsewhere: forgetConfig(elsewhere),
};

export const kinds: Kinds = (kind) => (isNodeKind(kind) ? byKind[kind] : undefined);
export const allKinds: AnyDefinition[] = Object.values(byKind);
/** Kinds that one can draw with; the others come with what was imported. */
export const offeredKinds: AnyDefinition[] = allKinds.filter(({ kind }) => kind !== elsewhere.kind);
