"use client";

import { notifications } from "@mantine/notifications";
import { useReactFlow } from "@xyflow/react";
import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import { v4 as uuid } from "uuid";
import type { GroupRefusal } from "@/core/graph/grouping/border";
import type { Grouped } from "@/core/graph/grouping/container";
import { dissolves } from "@/core/graph/grouping/dissolves";
import { kinds } from "@/nodes/definitions";
import { subgraph } from "@/nodes/subgraph/definition";
import { firstInBody } from "../../canvas/containers";
import { useErrorText } from "../../format/sentences";
import { useTRPCClient } from "../../trpc";
import { useEditorStore } from "../EditorContext";

const regrouping = () => import("./regrouping");

/** Connections named in a notification; more are counted. */
const NAMED = 3;

export const newId = (kind: string): string => `${kind}-${uuid().slice(0, 8)}`;

/** Puts nodes into containers and takes containers away, and says what came of it or why it can't be. */
export function useRegroup() {
  const t = useTranslations("grouping");
  const errorText = useErrorText();
  const locale = useLocale();
  const store = useEditorStore();
  const client = useTRPCClient();
  const { getInternalNode } = useReactFlow();
  return useMemo(() => {
    const tell = (message: string, color: string) => {
      // What is shown already would stay as it is.
      notifications.hide("grouping");
      notifications.show({ id: "grouping", color, message, autoClose: 12_000 });
    };
    const refuse = ({ code, params }: GroupRefusal) => tell(t(`refused.${code}`, params), "yellow");
    const measured = (id: string) => {
      const { width, height } = getInternalNode(id)?.measured ?? {};
      return width === undefined || height === undefined ? undefined : { width, height };
    };
    const perform = async ({ command, lost }: Grouped, hints: readonly string[] = []) => {
      const { withRoom } = await regrouping();
      const { document, perform: write, select } = store.getState();
      write(withRoom(document, command, measured));
      const come = command.nodes.map(({ id }) => id);
      select({ nodes: come.length > 0 ? come : command.moves.map(({ id }) => id), edges: [] });
      const wires = lost.slice(0, NAMED).map((wire) => t("wire", wire));
      const named = wires.join(", ");
      const cut = lost.length > NAMED ? t("moreLost", { wires: named, count: lost.length - NAMED }) : named;
      const sentences = [...(lost.length > 0 ? [t("lost", { count: lost.length, wires: cut })] : []), ...hints];
      if (sentences.length > 0) tell(sentences.join(" "), lost.length > 0 ? "yellow" : "blue");
    };
    return {
      refuse,
      perform,
      /** The selected nodes, when they can become a subgraph. */
      async forSubgraph(): Promise<readonly string[] | null> {
        const { partOf, refusePart } = await regrouping();
        const { document, selection } = store.getState();
        const refusal = refusePart(document, partOf(document, selection.nodes, kinds), "subgraph", kinds);
        if (refusal === null) return selection.nodes;
        refuse(refusal);
        return null;
      },
      async group(into: "map" | "loop") {
        const { partOf, refusePart, groupIntoLoop, groupIntoMap } = await regrouping();
        const { document, selection } = store.getState();
        const part = partOf(document, selection.nodes, kinds);
        const refusal = refusePart(document, part, into, kinds);
        if (refusal !== null) return refuse(refusal);
        const grouping = { id: newId(into), name: kinds(into)?.text[locale].title ?? into, corner: firstInBody, kinds };
        if (into === "loop") return perform(groupIntoLoop(document, part, grouping), [t("loopNext")]);
        const grouped = groupIntoMap(document, part, grouping);
        return perform(grouped, [grouped.list === undefined ? t("noList") : t("list", { from: grouped.list })]);
      },
      async dissolve(id: string) {
        const { dissolveContainer, dissolveSubgraph, refuseDissolving } = await regrouping();
        const { document } = store.getState();
        const refusal = refuseDissolving(document, id, kinds);
        if (refusal !== null) return refuse(refusal);
        const node = document.nodes.find((candidate) => candidate.id === id);
        if (dissolves(node, kinds) !== "subgraph") {
          const dissolved = dissolveContainer(document, id, { corner: firstInBody, kinds });
          if (dissolved !== null) await perform(dissolved);
          return;
        }
        const { chosen } = subgraph.config.parse(node?.config);
        if (chosen === null) return;
        try {
          const inner = await client.graphs.history.query({ id: chosen.graphId, at: { version: chosen.version } });
          // What it is connected to may have changed while its graph was read.
          const dissolved = dissolveSubgraph(store.getState().document, id, inner, { kinds, newId });
          if (dissolved !== null) await perform(dissolved);
        } catch (error) {
          tell(errorText(error), "red");
        }
      },
    };
  }, [t, errorText, locale, store, client, getInternalNode]);
}
