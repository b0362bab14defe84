import type { z } from "zod";
import type { GraphDocument, GraphEdge, GraphNode, GraphNote, Position as PositionSchema } from "../document";
import { emptyDocument } from "../document";
import { edgeId, freeName } from "../edits";
import { JsonObject } from "../json";
import { type Kinds, portsOf } from "../kind";
import { levelOfEdge } from "../levels";
import { fits } from "../ports";
import { closesCycle } from "../traverse";

type Point = z.infer<typeof PositionSchema>;

/** Words of what is left as a note, by a code of `interchange.note` in core/messages. */
export type Words = (code: "unmapped" | "unconnected" | "goes_back" | "condition" | "tools", params: Record<string, string>) => string;

/** A foreign agent as a graph. */
export type Imported = {
  name: string;
  document: GraphDocument;
  /** Parts of the foreign file, and how many of them became nodes. */
  parts: number;
  mapped: number;
};

type Link = { from: string; to: string; output?: string | undefined; input?: string | undefined };

/**
 * Puts a graph together from the parts of a foreign one, by their ids there. What has no counterpart becomes a note at its place;
 * a connection that can't be drawn is told in a note beside its target. The result is a document like any other.
 */
export function openBuilder({ kinds, words }: { kinds: Kinds; words: Words }) {
  const nodes = new Map<string, GraphNode>();
  const notes = new Map<string, GraphNote>();
  const links: Link[] = [];
  const beside = new Map<string, string[]>();
  let parts = 0;
  let mapped = 0;

  const addNote = (key: string, text: string, position: Point) =>
    notes.set(key, { id: `note-${notes.size + 1}`, text: text.slice(0, 10_000), position, size: { width: 280, height: 176 } });

  return {
    /** A part that became a node; one whose config doesn't hold becomes a note after all. `extra`: it has no part of its own there. */
    node(
      key: string,
      kind: string,
      {
        name,
        position,
        config,
        parent,
        extra = false,
      }: { name: string; position: Point; config: object; parent?: string | undefined; extra?: boolean },
    ): boolean {
      if (!extra) parts++;
      const parsed = kinds(kind)?.config.safeParse(config);
      if (parsed?.success !== true) {
        addNote(key, words("unmapped", { name, type: kind }), position);
        return false;
      }
      if (!extra) mapped++;
      const inside = parent === undefined ? undefined : nodes.get(parent);
      nodes.set(key, {
        id: `${kind}-${nodes.size + 1}`,
        kind,
        name: freeName([...nodes.values()], (name.trim() === "" ? kind : name.trim()).slice(0, 110)),
        position,
        config: JsonObject.parse(parsed.data),
        ...(inside !== undefined && { parentId: inside.id }),
      });
      return true;
    },
    /** A part that has no counterpart. */
    unmapped(key: string, { name, type, position, details = "" }: { name: string; type: string; position: Point; details?: string }): void {
      parts++;
      const about = details.trim() === "" ? "" : `\n\n\`\`\`\n${details.trim().slice(0, 8_000)}\n\`\`\``;
      addNote(key, words("unmapped", { name: name === "" ? type : name, type }) + about, position);
    },
    /** A note of the foreign graph itself. */
    note(key: string, text: string, position: Point): void {
      parts++;
      mapped++;
      addNote(key, text, position);
    },
    /** Something to be said beside a part. */
    say: (key: string, code: Parameters<Words>[0], params: Record<string, string>): void => {
      beside.set(key, [...(beside.get(key) ?? []), words(code, params)]);
    },
    /** The value of one part goes to another, by the ports named or those that fit. */
    link: (link: Link): void => void links.push(link),
    has: (key: string): boolean => nodes.has(key),
    finish(name: string): Imported {
      const document: GraphDocument = { ...emptyDocument(), nodes: [...nodes.values()] };
      for (const link of links) {
        const [from, to] = [nodes.get(link.from), nodes.get(link.to)];
        if (from === undefined || to === undefined) continue;
        const edge = edgeBetween(document, from, to, link, kinds);
        if (edge === "goes back")
          beside.set(link.to, [...(beside.get(link.to) ?? []), words("goes_back", { from: from.name, to: to.name })]);
        else if (edge === null)
          beside.set(link.to, [...(beside.get(link.to) ?? []), words("unconnected", { from: from.name, to: to.name })]);
        else if (!document.edges.some(({ id }) => id === edge.id)) document.edges.push(edge);
      }
      for (const [key, sentences] of beside) {
        const at = nodes.get(key)?.position ?? notes.get(key)?.position ?? { x: 0, y: 0 };
        addNote(`beside ${key}`, [...new Set(sentences)].join("\n\n"), { x: at.x, y: at.y - 200 });
      }
      document.notes = [...notes.values()].slice(0, 1_000);
      return { name: name.trim().slice(0, 120), document, parts, mapped };
    },
  };
}

export type Builder = ReturnType<typeof openBuilder>;

function edgeBetween(
  document: GraphDocument,
  from: GraphNode,
  to: GraphNode,
  { output, input }: Link,
  kinds: Kinds,
): GraphEdge | "goes back" | null {
  const level = levelOfEdge(from, to);
  if (level === undefined) return null;
  const [fromPorts, toPorts] = [portsOf(from, kinds), portsOf(to, kinds)];
  const outputs = level === from.id ? (fromPorts.inside?.gives ?? []) : fromPorts.outputs;
  const inputs = level === to.id ? (toPorts.inside?.takes ?? []) : toPorts.inputs;
  const taken = new Set(document.edges.filter(({ target }) => target.node === to.id).map(({ target }) => target.port));
  const source = outputs.find(({ name }) => name === output) ?? outputs[0];
  const free = inputs.filter(
    ({ name }) =>
      !taken.has(name) && source !== undefined && fits(source.type, inputs.find((port) => port.name === name)?.type ?? source.type),
  );
  const target = input === undefined ? (free.find(({ required }) => required) ?? free[0]) : free.find(({ name }) => name === input);
  if (source === undefined || target === undefined) return null;
  if (closesCycle(document, from.id, to.id)) return "goes back";
  const ends = [
    { node: from.id, port: source.name },
    { node: to.id, port: target.name },
  ] as const;
  return { id: edgeId(...ends), source: ends[0], target: ends[1] };
}

/** A name that ports and template variables can have. */
export function variableName(text: string): string {
  const name = text
    .replace(/[^\w]+/g, "_")
    .replace(/^_+|_+$/g, "")
    .slice(0, 60);
  return /^[A-Za-z_]/.test(name) ? name : `v_${name}`;
}
