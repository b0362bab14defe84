import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { emptyDocument, GRAPH_FORMAT } from "@/core/graph/document";
import { isOurFormat, type Migrations, migrate, readDocument } from "@/core/graph/formats";
import { supportTriage } from "@/server/graphs/templates/supportTriage";

const refusal = (value: unknown) => {
  const read = readDocument(value);
  return read.ok ? null : read.refusal;
};

describe("a document of this version", () => {
  it("is read as it is", () => {
    for (const document of [emptyDocument(), supportTriage()]) expect(readDocument(document)).toMatchObject({ ok: true, document });
  });

  it("that is damaged is refused with the place", () => {
    expect(refusal({ ...supportTriage(), nodes: [{ id: 1 }] })).toMatchObject({ code: "broken", where: "nodes.0.id" });
    expect(refusal({ format: GRAPH_FORMAT })).toMatchObject({ code: "broken", where: "nodes" });
  });
});

describe("a document of another version", () => {
  it("that is newer is refused as such, whatever else is in it", () => {
    expect(refusal({ format: "minnow.graph/2", shapes: [] })).toEqual({ code: "newer", format: "minnow.graph/2" });
    expect(refusal({ ...supportTriage(), format: "minnow.graph/40" })).toEqual({ code: "newer", format: "minnow.graph/40" });
  });

  it("that never was, is refused", () => {
    for (const format of ["minnow.graph/0", "minnow.graph/", "minnow.graph/1.5", "minnow.graph/-1", "minnow.graph/one"])
      expect(refusal({ ...emptyDocument(), format })).toEqual({ code: "broken", where: "format", reason: format });
  });

  it("goes through every step between its version and the one wanted, in order", () => {
    const steps: Migrations = {
      1: (document) => ({ ...document, trail: "1" }),
      2: (document) => ({ ...document, trail: `${(document as { trail: string }).trail}2` }),
    };
    expect(migrate({ format: "minnow.graph/1" }, 3, steps)).toEqual({ format: "minnow.graph/3", trail: "12" });
    expect(migrate({ format: "minnow.graph/3" }, 3, steps)).toEqual({ format: "minnow.graph/3" });
    expect(migrate({ format: "minnow.graph/4" }, 3, steps)).toBeNull();
  });

  it("that no step leads on from is refused, not guessed at", () => {
    expect(migrate({ format: "minnow.graph/1" }, 3, { 2: (document) => document })).toBeNull();
  });
});

describe("anything else", () => {
  it("is no graph, and reading it never throws", () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        if (!isOurFormat(value)) expect(refusal(value)).toEqual({ code: "foreign" });
      }),
    );
    fc.assert(
      fc.property(fc.object(), fc.string(), (fields, version) => {
        readDocument({ ...fields, format: `minnow.graph/${version}` });
      }),
    );
  });
});
