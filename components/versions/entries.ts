import type { GraphDocument } from "@/core/graph/document";

/** A moment of a graph's history: its draft now, a version, or what was kept of the draft. */
export type Entry =
  | { type: "draft"; key: "draft" }
  | {
      type: "version";
      key: string;
      number: number;
      name: string;
      message: string;
      author: string | null;
      createdAt: string;
      live: boolean;
      published: boolean;
    }
  | { type: "checkpoint"; key: string; id: string; author: string | null; createdAt: string };

export type VersionEntry = Extract<Entry, { type: "version" }>;
export type Filter = "all" | "named" | "published" | "automatic";
export const filters: readonly Filter[] = ["all", "named", "published", "automatic"];

type Version = Omit<VersionEntry, "type" | "key">;
type Checkpoint = { id: string; author: string | null; createdAt: string };

/** Versions and checkpoints as one list, newest first. */
export function entriesOf(versions: readonly Version[], checkpoints: readonly Checkpoint[]): Exclude<Entry, { type: "draft" }>[] {
  const all: Exclude<Entry, { type: "draft" }>[] = [
    ...versions.map((version) => ({ type: "version" as const, key: `v${version.number}`, ...version })),
    ...checkpoints.map((checkpoint) => ({ type: "checkpoint" as const, key: checkpoint.id, ...checkpoint })),
  ];
  return all.sort((a, b) => Date.parse(b.createdAt) - Date.parse(a.createdAt));
}

export function passes(entry: Entry, filter: Filter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "named":
      return entry.type === "version" && entry.name !== "";
    case "published":
      return entry.type === "version" && entry.published;
    case "automatic":
      return entry.type === "checkpoint";
  }
}

/** Which of two moments came first; the draft is the newest. */
export function inOrder<E extends { entry: Entry; document: GraphDocument }>(a: E, b: E): [E, E] {
  const time = ({ entry }: E) => (entry.type === "draft" ? Number.POSITIVE_INFINITY : Date.parse(entry.createdAt));
  return time(a) <= time(b) ? [a, b] : [b, a];
}
