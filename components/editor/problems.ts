import type { GraphDocument } from "@/core/graph/document";
import { type Problem, validating } from "@/core/graph/validate";
import type { Steps } from "@/core/steps";
import { kinds } from "@/nodes/definitions";

/** Problems that follow from a config that can't be read: its ports are unknown then, not gone. */
const consequences = new Set(["output_port_missing", "input_port_missing"]);

/** Problems of the graph as drawn, with a line for every field whose text has not been taken over. */
export function* problemsOf(
  document: GraphDocument,
  models: ReadonlySet<string> | undefined,
  drafts: Readonly<Record<string, string>>,
): Steps<Problem[]> {
  const found = yield* validating(document, { kinds, ...(models !== undefined && { models }) });
  const unreadable = new Set(document.nodes.filter(({ kind, config }) => kinds(kind)?.read(config).success === false).map(({ id }) => id));
  const names = new Map(document.nodes.map(({ id, name }) => [id, name]));
  const pending = Object.keys(drafts).flatMap((key): Problem[] => {
    const nodeId = key.split("/")[0] ?? "";
    const node = names.get(nodeId);
    return node === undefined ? [] : [{ code: "field_not_applied", params: { node }, severity: "error", nodeId }];
  });
  return [...found.filter(({ code, nodeId }) => !(consequences.has(code) && nodeId !== undefined && unreadable.has(nodeId))), ...pending];
}

/** Problems by node; a node whose problems stayed the same keeps its array, so that it doesn't render again. */
export function groupProblems(
  problems: readonly Problem[],
  before: Readonly<Record<string, readonly Problem[]>>,
): Readonly<Record<string, readonly Problem[]>> {
  const groups: Record<string, readonly Problem[]> = {};
  for (const problem of problems) {
    if (problem.nodeId !== undefined) groups[problem.nodeId] = [...(groups[problem.nodeId] ?? []), problem];
  }
  let same = Object.keys(groups).length === Object.keys(before).length;
  for (const [id, group] of Object.entries(groups)) {
    const old = before[id];
    if (old !== undefined && JSON.stringify(old) === JSON.stringify(group)) groups[id] = old;
    else same = false;
  }
  return same ? before : groups;
}
