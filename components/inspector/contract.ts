import type { GraphNode } from "@/core/graph/document";
import type { Renames } from "@/core/graph/edits";
import type { Problem } from "@/core/graph/validate";
import type { ModelInfo } from "@/core/models";

/** What the form of a node kind gets. `config` has been parsed by the kind's schema. */
export type InspectorProps<Config> = {
  node: GraphNode;
  config: Config;
  /** Takes a config over; `renames` says which ports got a new name, so that edges follow. */
  change(config: Config, renames?: Renames): void;
  problems: readonly Problem[];
  models: readonly ModelInfo[];
};
