import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reusableNodes } from "@/core/graph/again";
import { collapsedAround, hiddenNodes, visiblePart } from "@/core/graph/collapse";
import { diffDocuments } from "@/core/graph/diff";
import type { GraphDocument } from "@/core/graph/document";
import { edit } from "@/core/graph/edits";
import { nodeFingerprint } from "@/core/graph/fingerprint";
import { withDescendants } from "@/core/graph/levels";
import { validateGraph } from "@/core/graph/validate";
import { nestedDocument, nestedKinds } from "../../helpers/nested";

const isContainer = ({ kind }: { kind: string }) => kind === "map" || kind === "loop";
/** A document, and some of its containers. */
const folded = nestedDocument.chain((document) =>
  fc.subarray(document.nodes.filter(isContainer).map(({ id }) => id)).map((ids) => ({ document, ids })),
);
const collapse = (document: GraphDocument, ids: readonly string[], collapsed = true) =>
  edit(document, { type: "collapse", ids, collapsed });

describe("collapsed containers", () => {
  it("mean the same: problems, fingerprints and what a run reuses stay, and the difference is one of place", () => {
    fc.assert(
      fc.property(folded, ({ document, ids }) => {
        const closed = collapse(document, ids);
        expect(validateGraph(closed, { kinds: nestedKinds })).toEqual(validateGraph(document, { kinds: nestedKinds }));
        expect(closed.nodes.map(({ config }) => nodeFingerprint(config))).toEqual(
          document.nodes.map(({ config }) => nodeFingerprint(config)),
        );
        const diff = diffDocuments(document, closed);
        expect(diff.nodes.map(({ id, change }) => [id, change]).toSorted()).toEqual(ids.map((id) => [id, "moved"]).toSorted());
        const from = document.nodes.find(({ parentId }) => parentId === undefined)?.id ?? "";
        expect(reusableNodes(document, closed, from, nestedKinds)).toEqual(reusableNodes(document, document, from, nestedKinds));
        expect(collapse(closed, ids, false)).toEqual(document);
      }),
    );
  });

  it("show without what is inside them, and no connection ends in what doesn't show", () => {
    fc.assert(
      fc.property(folded, ({ document, ids }) => {
        const shown = visiblePart(collapse(document, ids));
        const seen = new Set(shown.nodes.map(({ id }) => id));
        for (const id of ids)
          for (const inner of withDescendants(document.nodes, [id])) expect(seen.has(inner)).toBe(inner === id && seen.has(id));
        for (const { source, target } of shown.edges) expect(seen.has(source.node) && seen.has(target.node)).toBe(true);
        expect(seen.size + hiddenNodes(collapse(document, ids)).size).toBe(document.nodes.length);
        if (ids.length === 0) expect(shown).toEqual(document);
      }),
    );
  });

  it("are known by what they hide, so that it can be found", () => {
    fc.assert(
      fc.property(folded, ({ document, ids }) => {
        const closed = collapse(document, ids);
        for (const id of hiddenNodes(closed)) {
          const around = collapsedAround(closed, id);
          expect(around.length).toBeGreaterThan(0);
          expect(hiddenNodes(collapse(closed, around, false)).has(id)).toBe(false);
        }
      }),
    );
  });
});
