import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assign } from "@/core/clustering/assign";
import { fitClusters } from "@/core/clustering/fit";
import { ClusterModel } from "@/core/clustering/model";
import { adjustedRandIndex } from "@/core/statistics/adjustedRand";
import { callOf, fitCall, labelled } from "./calls";

const documents = labelled("documents, 6 kinds", 500);
const fitted = documents.map(fitCall);
const model = fitClusters(fitted);

describe("a fit", () => {
  it.each([
    ["documents, 6 kinds", 6],
    ["Chinese support, 5 topics", 5],
    ["one task", 1],
    ["labels, 4, with a judgement beside", 4],
  ])("finds the tasks in “%s”", (name, tasks) => {
    const calls = labelled(name, 900, 3);
    const found = fitClusters(calls.map(fitCall));
    expect(found.clusters).toHaveLength(tasks);
    const truth = calls.map(({ task }) => task ?? "none");
    const clusters = calls.map((call) => assign(found, fitCall(call)).cluster ?? "none");
    expect(adjustedRandIndex(truth, clusters)).toBeGreaterThan(0.9);
  });

  it("keeps what belongs to nothing apart", () => {
    const none = documents.filter(({ task }) => task === null);
    expect(none.length).toBeGreaterThan(5);
    expect(none.filter((call) => assign(model, fitCall(call)).cluster !== null)).toEqual([]);
    expect(model.fit.outliers).toBeGreaterThanOrEqual(none.length);
  });

  it("says the same of calls in any order", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(fitted, { minLength: fitted.length }), (shuffled) => {
        expect(fitClusters(shuffled)).toEqual(model);
      }),
      { numRuns: 3 },
    );
  });

  it("is plain JSON, and assigns the same when it has been one", () => {
    const read = ClusterModel.parse(JSON.parse(JSON.stringify(model)));
    expect(read).toEqual(model);
    for (const call of fitted.slice(0, 50)) expect(assign(read, call)).toEqual(assign(model, call));
  });

  it("tells members as it counted them", () => {
    const counts = new Map<string, number>();
    for (const call of fitted) {
      const { part } = assign(model, call);
      if (part !== null) counts.set(part, (counts.get(part) ?? 0) + 1);
    }
    expect(model.parts.map(({ id, calls }) => [id, calls])).toEqual(model.parts.map(({ id }) => [id, counts.get(id) ?? 0]));
  });

  it("puts a new call where its like are", () => {
    const at = (text: string) => assign(model, fitCall(callOf("new", text))).cluster;
    expect(at("Flight KX-1 departs Oslo, arrives Lyon terminal 3. Checked baggage: 2 pieces; boarding group 4")).toBe(
      at("Passenger: Ana, seat 12A, boarding group 1. Online check-in opens 24 hours before departure."),
    );
    expect(at("zzqx vwkp qqjj xkvb")).toBeNull();
  });

  it("names clusters by what the others don't say", () => {
    const names = model.clusters.map(({ terms }) => terms.join(" ")).join(" | ");
    expect(names).toMatch(/landlord|tenant|tenancy/);
    expect(names).toMatch(/invoice|payment|vat/);
    expect(names).not.toMatch(/\bthe\b|\band\b/);
  });

  it("takes calls that all say the same, or nothing", () => {
    for (const text of ["the same in every call", ""]) {
      const same = Array.from({ length: 80 }, (_, index) => fitCall(callOf(`c${index}`, text)));
      const one = fitClusters(same);
      expect(one.clusters).toHaveLength(1);
      expect(assign(one, same[3] as (typeof same)[number]).cluster).toBe("1");
    }
  });

  it("finds the same with a model's vectors instead of words", () => {
    const kinds = [...new Set(documents.map(({ task }) => task))];
    const told = documents.map((call, index) => {
      const vector = Float32Array.from({ length: 24 }, (_, at) => 0.5 + Math.sin(index * 7.3 + at * 3.1) * 0.1);
      const kind = kinds.indexOf(call.task);
      vector[kind] = (vector[kind] as number) + 1;
      return { ...fitCall(call), embedding: vector };
    });
    const found = fitClusters(told, { embeddedBy: "test/vectors" });
    const clusters = told.map((call) => assign(found, call).cluster ?? "none");
    expect(
      adjustedRandIndex(
        documents.map(({ task }) => task ?? "none"),
        clusters,
      ),
    ).toBeGreaterThan(0.9);
  });
});
