import type { GraphDocument, GraphNode, PortRef } from "./document";
import type { GraphCommand } from "./edits";
import { canonicalJson, type Json, type JsonObject } from "./json";

/** What an edit did, for a menu such as "Undo move 3 nodes". Its words are `commands.did.<code>` in core/messages. */
export type EditDescription = { code: EditCode; params: Record<string, string | number> };

export const editCodes = [
  "add",
  "insert",
  "add_note",
  "edit_note",
  "rewire",
  "group",
  "dissolve",
  "collapse",
  "collapse_several",
  "expand",
  "expand_several",
  "remove",
  "remove_several",
  "disconnect",
  "move",
  "move_several",
  "put_into",
  "take_out",
  "rename",
  "change_prompt",
  "change_model",
  "configure",
  "change_settings",
  "pin",
  "unpin",
  "connect",
  "save_example",
  "remove_example",
  "replace",
] as const;
export type EditCode = (typeof editCodes)[number];

type CommandOf<T extends GraphCommand["type"]> = Extract<GraphCommand, { type: T }>;

const describers = {
  addNode: ({ node }) => ({ code: "add", params: { name: node.name } }),
  insert: ({ nodes, notes }): EditDescription => {
    const [node] = nodes;
    if (node !== undefined && nodes.length + notes.length === 1) return { code: "add", params: { name: node.name } };
    if (nodes.length === 0 && notes.length === 1) return { code: "add_note", params: {} };
    return { code: "insert", params: { count: nodes.length + notes.length } };
  },
  rewire: () => ({ code: "rewire", params: {} }),
  regroup: ({ did: { code, ...params } }) => ({ code, params }),
  collapse: ({ ids, collapsed }, document): EditDescription => {
    const code = collapsed ? "collapse" : "expand";
    if (ids.length === 1) return { code, params: { name: nameOf(document, ids[0]) } };
    return { code: `${code}_several`, params: { count: ids.length } };
  },
  editNote: () => ({ code: "edit_note", params: {} }),
  removeElements: ({ nodes, edges }, document): EditDescription => {
    if (nodes.length === 1) return { code: "remove", params: { name: nameOf(document, nodes[0]) } };
    if (nodes.length > 1) return { code: "remove_several", params: { count: nodes.length } };
    const edge = edges.length === 1 ? document.edges.find(({ id }) => id === edges[0]) : undefined;
    if (edge !== undefined) return { code: "disconnect", params: ends(document, edge.source, edge.target) };
    return { code: "remove_several", params: { count: edges.length } };
  },
  moveNodes: ({ positions }, document) => moved(document, Object.keys(positions)),
  reparent: ({ moves }, document): EditDescription => {
    const [first] = moves;
    if (first === undefined || moves.length > 1) {
      return moved(
        document,
        moves.map(({ id }) => id),
      );
    }
    const name = nameOf(document, first.id);
    if (first.parentId !== undefined) return { code: "put_into", params: { name, container: nameOf(document, first.parentId) } };
    return { code: "take_out", params: { name } };
  },
  renameNode: ({ id, name }, document) => ({ code: "rename", params: { name: nameOf(document, id), to: name.trim() } }),
  configure: ({ id, config }, document) => {
    const node = document.nodes.find((candidate) => candidate.id === id);
    return { code: node === undefined ? "configure" : changed(node, config), params: { name: nameOf(document, id) } };
  },
  pinOutput: ({ id, outputs }, document) => ({ code: outputs === null ? "unpin" : "pin", params: { name: nameOf(document, id) } }),
  changeSettings: ({ id }, document) => ({ code: "change_settings", params: { name: nameOf(document, id) } }),
  connect: ({ source, target }, document) => ({ code: "connect", params: ends(document, source, target) }),
  saveExample: ({ example }) => ({ code: "save_example", params: { name: example.name } }),
  removeExample: ({ id }, document) => ({
    code: "remove_example",
    params: { name: document.examples?.find((example) => example.id === id)?.name ?? id },
  }),
  replaceDocument: () => ({ code: "replace", params: {} }),
} satisfies { [T in GraphCommand["type"]]: (command: CommandOf<T>, document: GraphDocument) => EditDescription };

/**
 * What a command does to a graph, in a form that any language can tell.
 * @param document the graph before the command
 */
export function describeEdit(command: GraphCommand, document: GraphDocument): EditDescription {
  // The table has a describer of exactly this command's type, which TypeScript can't follow through the look-up.
  const describe = describers[command.type] as (command: GraphCommand, document: GraphDocument) => EditDescription;
  return describe(command, document);
}

const nameOf = ({ nodes, notes }: GraphDocument, id: string | undefined): string =>
  nodes.find((node) => node.id === id)?.name ??
  notes
    .find((note) => note.id === id)
    ?.text.trim()
    .slice(0, 40) ??
  id ??
  "";

const ends = (document: GraphDocument, source: PortRef, target: PortRef) => ({
  from: nameOf(document, source.node),
  to: nameOf(document, target.node),
});

function moved(document: GraphDocument, ids: readonly string[]): EditDescription {
  if (ids.length === 1) return { code: "move", params: { name: nameOf(document, ids[0]) } };
  return { code: "move_several", params: { count: ids.length } };
}

/** Which part of a node's config differs, where a person has a word for that part. */
function changed({ config: before }: GraphNode, after: JsonObject): EditCode {
  const differs = (key: string) => canonicalJson(before[key] ?? null) !== canonicalJson(after[key] ?? null);
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(differs);
  if (keys.length !== 1) return "configure";
  if (keys[0] === "assignment") return "change_model";
  return keys[0] === "task" && messagesOf(before) !== messagesOf(after) ? "change_prompt" : "configure";
}

const messagesOf = ({ task }: JsonObject): string => {
  const messages: Json | undefined = task !== null && typeof task === "object" && !Array.isArray(task) ? task.messages : undefined;
  return canonicalJson(messages ?? null);
};
