import { type AnyDefinition, forgetConfig, type Kinds } from "@/core/graph/kind";
import { code } from "./code/definition";
import { input } from "./input/definition";
import { loop } from "./loop/definition";
import { map } from "./map/definition";
import { merge } from "./merge/definition";
import { model } from "./model/definition";
import { output } from "./output/definition";
import { race } from "./race/definition";
import { router } from "./router/definition";
import { template } from "./template/definition";

/** Every node kind, in the order of the palette. */
export const definitions = { input, output, model, template, code, router, merge, race, map, loop } as const;
export type NodeKind = keyof typeof definitions;

export const isNodeKind = (kind: string): kind is NodeKind => Object.hasOwn(definitions, kind);

const byKind: Record<NodeKind, AnyDefinition> = {
  input: forgetConfig(input),
  output: forgetConfig(output),
  model: forgetConfig(model),
  template: forgetConfig(template),
  code: forgetConfig(code),
  router: forgetConfig(router),
  merge: forgetConfig(merge),
  race: forgetConfig(race),
  map: forgetConfig(map),
  loop: forgetConfig(loop),
};

export const kinds: Kinds = (kind) => (isNodeKind(kind) ? byKind[kind] : undefined);
export const allKinds: AnyDefinition[] = Object.values(byKind);
