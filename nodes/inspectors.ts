import type { ComponentType } from "react";
import type { z } from "zod";
import type { InspectorProps } from "@/components/inspector/contract";
import { CodeInspector } from "./code/Inspector";
import type { definitions, NodeKind } from "./definitions";
import { InputInspector } from "./input/Inspector";
import { LoopInspector } from "./loop/Inspector";
import { MapInspector } from "./map/Inspector";
import { MergeInspector } from "./merge/Inspector";
import { ModelInspector } from "./model/Inspector";
import { OutputInspector } from "./output/Inspector";
import { RaceInspector } from "./race/Inspector";
import { RouterInspector } from "./router/Inspector";
import { TemplateInspector } from "./template/Inspector";

type Inspectors = { [K in NodeKind]?: ComponentType<InspectorProps<z.output<(typeof definitions)[K]["config"]>>> };

/** The form of each kind; a kind that is left out gets one derived from its config's schema. */
export const inspectors = {
  input: InputInspector,
  output: OutputInspector,
  model: ModelInspector,
  template: TemplateInspector,
  code: CodeInspector,
  router: RouterInspector,
  merge: MergeInspector,
  race: RaceInspector,
  map: MapInspector,
  loop: LoopInspector,
} satisfies Inspectors;
