import { describe, expect, it } from "vitest";
import { assign } from "@/core/clustering/assign";
import { mergeClusters, renameCluster, splitCluster } from "@/core/clustering/edits";
import { fitClusters } from "@/core/clustering/fit";
import { clusterLabel } from "@/core/clustering/model";
import { fitCall, labelled } from "./calls";

const calls = labelled("documents, 6 kinds", 500).map(fitCall);
const later = labelled("documents, 6 kinds", 500, 2).map(fitCall);
const model = fitClusters(calls);
const [first, second] = model.clusters.map(({ id }) => id) as [string, string];

describe("a refit", () => {
  it("of the same calls changes nothing", () => {
    expect(fitClusters(calls, { previous: model })).toEqual(model);
  });

  it("of other calls keeps ids and places on the map", () => {
    const again = fitClusters(later, { previous: model });
    const held = labelled("documents, 6 kinds", 200, 9).map(fitCall);
    const same = held.filter((call) => assign(model, call).cluster === assign(again, call).cluster);
    expect(same.length / held.length).toBeGreaterThan(0.95);
    const moved = same.map((call) => {
      const [was, is] = [assign(model, call), assign(again, call)];
      return Math.hypot(was.x - is.x, was.y - is.y);
    });
    expect(moved.reduce((sum, distance) => sum + distance, 0) / moved.length).toBeLessThan(0.3);
  });

  it("gives a task that is new an id that was never given", () => {
    const both = [...calls, ...labelled("Chinese support, 5 topics", 150).map(fitCall)];
    const again = fitClusters(both, { previous: model });
    const known = new Set(model.clusters.map(({ id }) => id));
    const added = again.clusters.filter(({ id }) => !known.has(id));
    expect(added.length).toBeGreaterThan(0);
    for (const { id } of added) expect(Number(id)).toBeGreaterThanOrEqual(model.nextId);
    expect(again.clusters.filter(({ id }) => known.has(id))).toHaveLength(known.size);
  });
});

describe("what is done by hand", () => {
  it("renames, and the name outlives fits", () => {
    const renamed = renameCluster(model, first, { name: "Bills", by: "person" });
    const again = fitClusters(later, { previous: renamed });
    expect(clusterLabel(again.clusters.find(({ id }) => id === first) as (typeof again.clusters)[number])).toBe("Bills");
    expect(renameCluster(renamed, first, null)).toEqual(model);
  });

  it("merges, and what is together stays together", () => {
    const merged = mergeClusters(model, [first, second], calls);
    expect(merged.clusters).toHaveLength(model.clusters.length - 1);
    const again = fitClusters(later, { previous: merged });
    expect(again.clusters.map(({ id }) => id).toSorted()).toEqual(merged.clusters.map(({ id }) => id).toSorted());
    for (const call of calls) {
      const was = assign(model, call).cluster;
      expect(assign(merged, call).cluster).toBe(was === second ? first : was);
    }
  });

  it("splits what was merged into what it was", () => {
    const back = splitCluster(mergeClusters(model, [first, second], calls), first, calls);
    const groups = (of: typeof model) => {
      const by = new Map<string, string[]>();
      for (const { id, cluster } of of.parts) by.set(cluster, [...(by.get(cluster) ?? []), id]);
      return [...by.values()].map((ids) => ids.join()).toSorted();
    };
    expect(groups(back)).toEqual(groups(model));
  });

  it("splits a cluster in two that later fits keep apart", () => {
    const split = splitCluster(model, first, calls);
    const added = split.clusters.at(-1)?.id as string;
    const members = (of: typeof model, id: string) => later.filter((call) => assign(of, call).cluster === id).length;
    expect(members(split, first)).toBeGreaterThan(0);
    expect(members(split, added)).toBeGreaterThan(0);
    const again = fitClusters(later, { previous: split });
    expect(again.clusters.map(({ id }) => id)).toContain(added);
    expect(members(again, added)).toBeGreaterThan(0);
    const kept = later.filter((call) => assign(split, call).cluster === assign(again, call).cluster);
    expect(kept.length / later.length).toBeGreaterThan(0.9);
  });

  it("refuses what can't be", () => {
    expect(() => splitCluster(model, first, calls.slice(0, 3))).toThrow(RangeError);
    expect(() => renameCluster(model, "99", null)).toThrow(RangeError);
  });
});
