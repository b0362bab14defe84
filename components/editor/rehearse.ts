import { GRAPH_FORMAT, type GraphDocument } from "@/core/graph/document";
import { edit } from "@/core/graph/edits";
import { sharedState } from "@/core/live/document";
import { createEditor } from "./store";

/**
 * Does what the first key in a form will do, with a copy of one node that nobody sees: a browser reads and compiles code when it is first
 * used, which takes it longer than a frame.
 */
export function rehearse(document: GraphDocument): void {
  const [first] = document.nodes;
  if (first === undefined) return;
  const { parentId: _, ...node } = first;
  const draft: GraphDocument = { format: GRAPH_FORMAT, nodes: [node], edges: [], notes: [] };
  const head = { id: "", slug: "", name: "", description: "", liveVersion: null };
  const copy = createEditor({ ...head, state: sharedState(draft), draft, revision: 0, unpublishedChanges: false });
  for (const name of ["a", "ab", "abc"]) copy.getState().perform({ type: "renameNode", id: node.id, name }, "rehearsal");
  // The first edit of a document looks at all of it.
  edit(document, { type: "renameNode", id: first.id, name: `${first.name.slice(0, 100)} a` });
}
