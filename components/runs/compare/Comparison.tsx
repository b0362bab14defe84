"use client";

import { Alert, Loader } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { compareRuns, type NodeComparison } from "@/core/engine/compare";
import type { RunView } from "@/core/engine/events";
import { unionOf } from "@/core/graph/diff";
import type { GraphDocument } from "@/core/graph/document";
import { DocumentCanvas, type Mark, type Marks } from "../../canvas/ReadOnlyCanvas";
import { useErrorText } from "../../format/sentences";
import { useCanvasAround, useRunDocument } from "../replay/useRunDocument";
import classes from "./Compare.module.css";
import { Differences } from "./Differences";
import { NodePair } from "./NodePair";
import { Totals } from "./Totals";
import { useDeltaText } from "./useDeltaText";

/** Two runs compared: their totals, the nodes on the canvas and as a list, and the chosen node in both. */
export function Comparison({ a, b }: { a: RunView; b: RunView }) {
  const comparison = useMemo(() => compareRuns(a, b), [a, b]);
  const [key, setKey] = useState<string | null>(null);
  const [focus, setFocus] = useState<{ node: string } | null>(null);
  const chosen = comparison.nodes.find((node) => node.key === key) ?? null;
  const choose = (node: NodeComparison) => {
    setKey(node.key);
    if (node.own) setFocus({ node: node.nodeId });
  };
  return (
    <div className={classes.compare}>
      <Totals a={a} b={b} comparison={comparison} />
      <div className={classes.both}>
        {a.graphId === b.graphId && <Union a={a} b={b} nodes={comparison.nodes} chosen={key} focus={focus} onChoose={setKey} />}
        <Differences nodes={comparison.nodes} chosen={key} onChoose={choose} />
      </div>
      {chosen !== null && <NodePair key={chosen.key} a={a} b={b} node={chosen} />}
    </div>
  );
}

type UnionProps = {
  a: RunView;
  b: RunView;
  nodes: readonly NodeComparison[];
  chosen: string | null;
  focus: { node: string } | null;
  onChoose(node: string | null): void;
};

/** Both graphs in one, each node marked with how it fared. */
function Union({ a, b, nodes, chosen, focus, onChoose }: UnionProps) {
  const t = useTranslations("compare");
  const errorText = useErrorText();
  const [before, after] = [useRunDocument(a.id), useRunDocument(b.id)];
  const { graph, models } = useCanvasAround(b);
  const error = before.error ?? after.error;
  const drawn = useMemo(
    () => (before.document && after.document ? unionOf(before.document, after.document) : null),
    [before.document, after.document],
  );
  const marks = useMarks(nodes, before.document, after.document);
  if (error !== null) return <Alert color="red">{errorText(error)}</Alert>;
  return (
    <div className={classes.stage}>
      {drawn === null ? (
        <Loader size="sm" m="md" />
      ) : (
        <DocumentCanvas
          label={t("canvas")}
          document={drawn}
          graph={graph}
          models={models}
          run={null}
          marks={marks}
          chosen={chosen}
          focus={focus}
          onChoose={onChoose}
        />
      )}
    </div>
  );
}

function useMarks(nodes: readonly NodeComparison[], before: GraphDocument | undefined, after: GraphDocument | undefined): Marks {
  const t = useTranslations("compare.outcome");
  const deltaText = useDeltaText();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the texts follow the language, which changes with a reload
  return useMemo(() => {
    const own = nodes.filter(({ own, outcome }) => own && outcome !== "neither");
    const edges = (document: GraphDocument | undefined) => new Set(document?.edges.map(({ id }) => id));
    const [old, now] = [edges(before), edges(after)];
    const only = (ids: Set<string>, others: Set<string>, mark: "onlyA" | "onlyB") =>
      [...ids].flatMap((id): [string, Mark][] => (others.has(id) ? [] : [[id, { mark, label: t(mark) }]]));
    return {
      nodes: new Map(own.map((node) => [node.nodeId, { mark: node.outcome, label: t(node.outcome), note: deltaText(node) }])),
      edges: new Map([...only(old, now, "onlyA"), ...only(now, old, "onlyB")]),
    };
  }, [nodes, before, after]);
}
