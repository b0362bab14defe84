import type { OpenedGraph } from "@/components/editor/store";
import { emptyDocument, type GraphDocument, type GraphNode } from "@/core/graph/document";
import { edgeId } from "@/core/graph/edits";
import type { JsonObject } from "@/core/graph/json";
import { sharedState } from "@/core/live/document";

export const node = (id: string, kind: string, config: JsonObject): GraphNode => ({ id, kind, name: id, position: { x: 0, y: 0 }, config });

export const prompt = (content: string): JsonObject => ({
  task: { messages: [{ role: "user", content }], output: { type: "text" }, sampling: {} },
  assignment: { type: "single", model: "small", fallback: [] },
});

const edge = (from: string, port: string, to: string, target: string) => {
  const [source, end] = [
    { node: from, port },
    { node: to, port: target },
  ];
  return { id: edgeId(source, end), source, target: end };
};

/** input.question -> ask -> output.answer */
export const smallGraph = (): GraphDocument => ({
  ...emptyDocument(),
  nodes: [
    node("start", "input", { fields: [{ name: "question" }] }),
    node("ask", "model", prompt("{{question}}")),
    node("end", "output", { fields: [{ name: "answer" }] }),
  ],
  edges: [edge("start", "question", "ask", "question"), edge("ask", "output", "end", "answer")],
});

export const opened = (draft = smallGraph(), revision = 1): OpenedGraph => ({
  id: "g1",
  slug: "small",
  name: "Small",
  description: "",
  liveVersion: null,
  unpublishedChanges: true,
  state: sharedState(draft),
  draft,
  revision,
});

/** A Storage kept in memory. */
export function memoryStorage(): Storage {
  const entries = new Map<string, string>();
  return {
    get length() {
      return entries.size;
    },
    key: (index) => [...entries.keys()][index] ?? null,
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
    removeItem: (key) => void entries.delete(key),
    clear: () => entries.clear(),
  };
}
