import type { Box } from "@/core/graph/align";
import type { GraphDocument, GraphNode } from "@/core/graph/document";
import { edit, type Move } from "@/core/graph/edits";
import type { Regroup } from "@/core/graph/grouping/container";
import { portsOf } from "@/core/graph/kind";
import { followNodes } from "@/core/graph/noteLayout";
import { makeRoom } from "@/core/graph/room";
import { kinds } from "@/nodes/definitions";
import { containerSizes, type Size } from "../../canvas/containers";

const GRID = 16;
const unmeasured: Size = { width: 240, height: 130 };

/** The same regrouping, with what lies around it out of the way of what has become larger, and notes along with that. */
export function withRoom(document: GraphDocument, command: Regroup, measured: (id: string) => Size | undefined): Regroup {
  const after = edit(document, command);
  const old = new Map(document.nodes.map((node) => [node.id, node]));
  const moved = new Set(command.moves.map(({ id }) => id));
  const [first] = command.nodes.length > 0 ? command.nodes : after.nodes.filter(({ id }) => moved.has(id));
  if (first === undefined) return command;
  const level = after.nodes.find(({ id }) => id === first.id)?.parentId;
  const isHere = ({ parentId }: GraphNode) => parentId === level;
  const stays = (node: GraphNode) => old.has(node.id) && !moved.has(node.id);
  const boxes = boxesOf(document, measured);
  const grown = boxesOf(after, measured);
  const others = after.nodes.filter((node) => isHere(node) && stays(node)).flatMap(({ id }) => boxes.get(id) ?? []);
  const gone = new Set(command.gone);
  const before = around(
    document.nodes.filter((node) => isHere(node) && (moved.has(node.id) || gone.has(node.id))).flatMap(({ id }) => boxes.get(id) ?? []),
  );
  const now = around(after.nodes.filter((node) => isHere(node) && !stays(node)).flatMap(({ id }) => grown.get(id) ?? []));
  if (before === null || now === null) return command;
  const places = makeRoom(others, before, now, GRID);
  const moves = Object.entries(places).map(([id, position]): Move => ({ id, parentId: level, position }));
  if (level !== undefined) return { ...command, moves: [...command.moves, ...moves] };
  const notes = document.notes.map(({ id, position, size }) => ({ id, ...position, ...size }));
  const shifted = others.map((box) => ({ ...box, ...places[box.id] }));
  const followed = followNodes(notes, [{ ...before, id: "" }, ...others], [{ ...now, id: "" }, ...shifted]);
  return { ...command, moves: [...command.moves, ...moves, ...Object.entries(followed).map(([id, position]) => ({ id, position }))] };
}

function boxesOf(document: GraphDocument, measured: (id: string) => Size | undefined): Map<string, Box> {
  const sizes = containerSizes(document, (node) => portsOf(node, kinds), measured);
  return new Map(
    document.nodes.map(({ id, position }) => [id, { id, ...position, ...(sizes.get(id) ?? measured(id) ?? unmeasured) }] as const),
  );
}

function around(boxes: readonly Box[]): Omit<Box, "id"> | null {
  if (boxes.length === 0) return null;
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
