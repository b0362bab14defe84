import fc from "fast-check";
import type { GraphDocument } from "@/core/graph/document";
import type { Kinds } from "@/core/graph/kind";
import { kinds } from "@/nodes/definitions";
import { graphOf } from "./documents";
import { wireKinds } from "./engine";

/** Random graphs with containers in containers, for property tests. */

export const nestedKinds: Kinds = (kind) => wireKinds(kind) ?? kinds(kind);

type Spec = Parameters<typeof graphOf>[0][number];
type Part = { nodes: Spec[]; arrows: string[] };

type LevelShape = { members: MemberShape[]; results: number[] };
type MemberShape = {
  kind: "wire" | "map" | "loop";
  parents: { back: number; port: number }[];
  optional: boolean;
  onError: "fail" | "route" | "default";
  concurrency: number;
  onItemError: "fail" | "null" | "drop";
  maxIterations: number;
  decides: boolean;
  body: LevelShape | null;
};

const wire: fc.Arbitrary<MemberShape> = fc.record({
  kind: fc.constant("wire" as const),
  parents: fc.array(fc.record({ back: fc.integer({ min: 1, max: 5 }), port: fc.integer({ min: 0, max: 1 }) }), { maxLength: 3 }),
  optional: fc.boolean(),
  onError: fc.constantFrom("route" as const, "default" as const, "fail" as const),
  concurrency: fc.integer({ min: 1, max: 4 }),
  onItemError: fc.constantFrom("fail" as const, "null" as const, "drop" as const),
  maxIterations: fc.integer({ min: 1, max: 4 }),
  decides: fc.boolean(),
  body: fc.constant(null),
});

const member = (depth: number): fc.Arbitrary<MemberShape> =>
  depth === 0
    ? wire
    : fc.oneof(
        { arbitrary: wire, weight: 3 },
        {
          arbitrary: fc
            .tuple(wire, fc.constantFrom("map" as const, "loop" as const), level(depth - 1, 4))
            .map(([shape, kind, body]) => ({ ...shape, kind, body })),
          weight: 2,
        },
      );

const level = (depth: number, size: number): fc.Arbitrary<LevelShape> =>
  fc.record({
    members: fc.array(member(depth), { minLength: 1, maxLength: size }),
    results: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 3 }),
  });

/** Ports by which a member gives something. */
const givenBy = { wire: ["p", "q"], map: ["results", "results"], loop: ["s", "iterations"] } as const;
/** What a body is given, by the kind of its container. */
const insideOf = { map: ["item", "index", "shared"], loop: ["s", "iteration", "shared"] } as const;

/**
 * Every member gets its inputs from earlier members of its level, or from what its container gives. Lists for maps come from a wire
 * node of their own, which gives a list by port `l`.
 */
function build({ members }: LevelShape, prefix: string, container: { id: string; kind: "map" | "loop" } | null): Part {
  const nodes: Spec[] = [];
  const arrows: string[] = [];
  const parent = container === null ? {} : { parentId: container.id };
  const idOf = (index: number) => `${prefix}n${index}`;
  const sourceOf = (index: number, { back, port }: { back: number; port: number }): string | null => {
    const shape = members[index - back];
    if (shape !== undefined && index - back >= 0) return `${idOf(index - back)}.${givenBy[shape.kind][port] ?? "p"}`;
    return container === null ? null : `${container.id}.${insideOf[container.kind][(back + port) % 3]}`;
  };
  for (const [index, shape] of members.entries()) {
    const id = idOf(index);
    const feeding = shape.parents.flatMap((from) => sourceOf(index, from) ?? []);
    const settings = {
      retries: 1,
      onError:
        shape.onError === "default"
          ? { action: "default", outputs: { p: "default", results: [], s: "default" } }
          : { action: shape.onError },
    };
    const connect = (ports: readonly string[]) => {
      for (const [place, port] of ports.entries()) {
        const source = feeding[place];
        if (source !== undefined) arrows.push(`${source} -> ${id}.${port}`);
      }
    };
    if (shape.kind === "wire" || shape.body === null) {
      nodes.push({
        id,
        kind: "wire",
        ...parent,
        settings,
        config: { in: feeding.map((_, input) => `i${input}${shape.optional ? "?" : ""}`), out: ["p", "q"] },
      } as Spec);
      connect(feeding.map((_, input) => `i${input}`));
      continue;
    }
    // What a container must have comes from nodes made for it, so that it isn't skipped more often than not.
    const feeder = { id: `${id}f`, kind: "wire", ...parent, config: { in: feeding.map((_, input) => `i${input}?`), out: ["l", "p"] } };
    nodes.push(feeder as Spec);
    for (const [input, source] of feeding.entries()) arrows.push(`${source} -> ${id}f.i${input}`);
    const config =
      shape.kind === "map"
        ? { with: ["shared"], concurrency: shape.concurrency, onItemError: shape.onItemError }
        : { state: ["s"], with: ["shared"], until: shape.decides ? "done" : "", maxIterations: shape.maxIterations, onLimit: "continue" };
    nodes.push({ id, kind: shape.kind, ...parent, settings, config } as Spec);
    arrows.push(`${id}f.${shape.kind === "map" ? "l" : "p"} -> ${id}.${shape.kind === "map" ? "items" : "s"}`, `${id}f.p -> ${id}.shared`);
    const body = build(shape.body, `${id}_`, { id, kind: shape.kind });
    nodes.push(...body.nodes);
    arrows.push(...body.arrows);
    const last = shape.body.members[shape.body.members.length - 1];
    const from = shape.body.results[0] ?? 1;
    const picked = shape.body.members.length - from;
    const chosen = picked >= 0 ? shape.body.members[picked] : last;
    const at = picked >= 0 ? picked : shape.body.members.length - 1;
    arrows.push(`${id}_n${at}.${givenBy[chosen?.kind ?? "wire"][0]} -> ${id}.${shape.kind === "map" ? "result" : "s"}`);
  }
  if (container === null) {
    const all = members.flatMap((shape, index) =>
      givenBy[shape.kind].map((port, place) => ({ from: `${idOf(index)}.${port}`, field: `o${index}${place}` })),
    );
    nodes.push({ id: "output", kind: "output", config: { in: all.map(({ field }) => `${field}?`), out: [] } } as Spec);
    arrows.push(...all.map(({ from, field }) => `${from} -> output.${field}`));
  }
  return { nodes, arrows };
}

/** A graph with containers up to two deep. Everything that leaves a node of the top level arrives at its output. */
export const nestedDocument: fc.Arbitrary<GraphDocument> = level(2, 8).map((shape) => {
  const { nodes, arrows } = build(shape, "", null);
  return graphOf(nodes, arrows);
});
