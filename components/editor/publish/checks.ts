import type { Change, GraphDiff } from "@/core/graph/diff";
import type { GraphDocument, GraphNode } from "@/core/graph/document";
import { nodeFingerprint } from "@/core/graph/fingerprint";
import { type Kinds, modelsOf } from "@/core/graph/kind";
import type { ModelInfo } from "@/core/models";
import type { GraphEvidence } from "@/core/replacement/evidence";

/** Something to think of before publishing, of the nodes it is about. */
export type Doubt = { code: "neverRan" | "changedSince" | "pinned" | "simulated" | "recorded"; nodes: GraphNode[] };

type Surroundings = { kinds: Kinds; models: ReadonlyMap<string, ModelInfo>; evidence: GraphEvidence };

/** What may be fine and may be an oversight: nodes that nobody has seen at work as they are now, and models that make their answers up. */
export function doubtsOf({ nodes }: GraphDocument, { kinds, models, evidence }: Surroundings): Doubt[] {
  const fired = new Set([...evidence.nodes, ...evidence.tasks].map(({ nodeId }) => nodeId));
  const tasks = new Set(evidence.tasks.map(({ nodeId, fingerprint }) => `${nodeId} ${fingerprint}`));
  const inner = nodes.filter(({ kind }) => kind !== "input" && kind !== "output");
  const asks = (node: GraphNode, kind: ModelInfo["connectionKind"]) =>
    modelsOf(node, kinds).some((key) => models.get(key)?.connectionKind === kind);
  const hasChanged = (node: GraphNode) =>
    fired.has(node.id) && kinds(node.kind)?.asksModels === true && !tasks.has(`${node.id} ${nodeFingerprint(node.config)}`);
  const doubts: Doubt[] = [
    { code: "neverRan", nodes: inner.filter(({ id }) => !fired.has(id)) },
    { code: "changedSince", nodes: inner.filter(hasChanged) },
    { code: "pinned", nodes: inner.filter(({ pinned }) => pinned !== undefined) },
    { code: "simulated", nodes: inner.filter((node) => asks(node, "simulated")) },
    { code: "recorded", nodes: inner.filter((node) => asks(node, "recorded")) },
  ];
  return doubts.filter((doubt) => doubt.nodes.length > 0);
}

export type ChangeCount = { group: keyof GraphDiff; change: Change; count: number };

/** A comparison in short: how many of what were added, removed, changed or moved. */
export function countChanges(diff: GraphDiff): ChangeCount[] {
  const groups = ["nodes", "edges", "notes", "examples"] as const;
  const changes = ["added", "removed", "changed", "moved"] as const;
  return groups.flatMap((group) =>
    changes.flatMap((change): ChangeCount[] => {
      const count = diff[group].filter((element) => element.change === change).length;
      return count === 0 ? [] : [{ group, change, count }];
    }),
  );
}
