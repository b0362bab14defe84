import type { ComponentType } from "react";
import type { z } from "zod";
import type { InspectorProps } from "@/components/inspector/contract";
import { AgentInspector } from "./agent/Inspector";
import { ClassifyInspector } from "./classify/Inspector";
import { CodeInspector } from "./code/Inspector";
import type { definitions, NodeKind } from "./definitions";
import { GetInspector } from "./get/Inspector";
import { GuardInspector } from "./guard/Inspector";
import { HttpInspector } from "./http/Inspector";
import { HumanInspector } from "./human/Inspector";
import { InputInspector } from "./input/Inspector";
import { LoopInspector } from "./loop/Inspector";
import { MapInspector } from "./map/Inspector";
import { McpInspector } from "./mcp/Inspector";
import { MemoryInspector } from "./memory/Inspector";
import { MergeInspector } from "./merge/Inspector";
import { ModelInspector } from "./model/Inspector";
import { OutputInspector } from "./output/Inspector";
import { RaceInspector } from "./race/Inspector";
import { RetrieveInspector } from "./retrieve/Inspector";
import { RouterInspector } from "./router/Inspector";
import { SetInspector } from "./set/Inspector";
import { SubgraphInspector } from "./subgraph/Inspector";
import { TemplateInspector } from "./template/Inspector";
import { TransformInspector } from "./transform/Inspector";
import { VerifyInspector } from "./verify/Inspector";
import { VoteInspector } from "./vote/Inspector";

type Inspectors = { [K in NodeKind]?: ComponentType<InspectorProps<z.output<(typeof definitions)[K]["config"]>>> };

/** The form of each kind; a kind that is left out gets one derived from its config's schema. */
export const inspectors: Inspectors = {
  input: InputInspector,
  output: OutputInspector,
  model: ModelInspector,
  template: TemplateInspector,
  code: CodeInspector,
  router: RouterInspector,
  merge: MergeInspector,
  race: RaceInspector,
  transform: TransformInspector,
  guard: GuardInspector,
  classify: ClassifyInspector,
  vote: VoteInspector,
  verify: VerifyInspector,
  set: SetInspector,
  get: GetInspector,
  subgraph: SubgraphInspector,
  agent: AgentInspector,
  http: HttpInspector,
  mcp: McpInspector,
  human: HumanInspector,
  memory: MemoryInspector,
  retrieve: RetrieveInspector,
  map: MapInspector,
  loop: LoopInspector,
};
