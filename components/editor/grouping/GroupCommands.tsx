"use client";

import {
  IconArrowsDiagonal,
  IconArrowsDiagonalMinimize2,
  IconBoxMultiple,
  IconLayersUnion,
  IconListDetails,
  IconRepeat,
  IconSitemap,
} from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { hiddenNodes } from "@/core/graph/collapse";
import { dissolves } from "@/core/graph/grouping/dissolves";
import { kinds } from "@/nodes/definitions";
import { useEditorCommands } from "../commands/CommandsContext";
import type { EditorCommand } from "../commands/command";
import { useEditorStore } from "../EditorContext";
import { OnceWanted, SubgraphDialog } from "../later";
import type { EditorState } from "../store";
import { useRegroup } from "./useRegroup";

const isContainer = ({ kind }: { kind: string }): boolean => kinds(kind)?.isContainer === true;

const hasGraphNode = ({ document, selection }: EditorState): boolean => {
  if (selection.nodes.length === 0) return false;
  const chosen = new Set(selection.nodes);
  return document.nodes.some(({ id }) => chosen.has(id));
};

/** The one selected container that can be dissolved. */
const dissolvable = ({ document, selection }: EditorState): string | null => {
  if (selection.nodes.length !== 1) return null;
  const node = document.nodes.find(({ id }) => id === selection.nodes[0]);
  return node !== undefined && dissolves(node, kinds) !== null ? node.id : null;
};

/** The selected containers, or else those around what is selected. */
function foldable({ document, selection }: EditorState): string[] {
  if (selection.nodes.length === 0) return [];
  const chosen = new Set(selection.nodes);
  const nodes = document.nodes.filter(({ id }) => chosen.has(id));
  const own = nodes.filter(isContainer).map(({ id }) => id);
  return own.length > 0 ? own : [...new Set(nodes.flatMap(({ parentId }) => parentId ?? []))];
}

/** Grouping nodes into containers, dissolving these, and hiding what is inside them. */
export function GroupCommands() {
  const t = useTranslations("grouping");
  const store = useEditorStore();
  const { group, dissolve, forSubgraph } = useRegroup();
  const [asking, setAsking] = useState<readonly string[] | null>(null);
  const commands = useMemo((): EditorCommand[] => {
    const keywords = [t("keywords")];
    const fold = (ids: readonly string[], collapsed: boolean) => {
      const { perform, select } = store.getState();
      const { document: before } = store.getState();
      const changing = ids.filter((id) => before.nodes.some((node) => node.id === id && (node.collapsed ?? false) !== collapsed));
      if (changing.length === 0) return;
      perform({ type: "collapse", ids: changing, collapsed });
      const { document, selection } = store.getState();
      const hidden = hiddenNodes(document);
      if (selection.nodes.some((id) => hidden.has(id))) select({ nodes: changing.filter((id) => !hidden.has(id)), edges: [] });
    };
    const all = ({ document }: EditorState, collapsed: boolean) =>
      document.nodes.filter((node) => isContainer(node) && (node.collapsed ?? false) === collapsed).map(({ id }) => id);
    return [
      {
        id: "group.map",
        title: t("title.map"),
        group: "arrange",
        icon: IconListDetails,
        menus: ["node"],
        keywords,
        isEnabled: hasGraphNode,
        run: () => void group("map"),
      },
      {
        id: "group.loop",
        title: t("title.loop"),
        group: "arrange",
        icon: IconRepeat,
        menus: ["node"],
        keywords,
        isEnabled: hasGraphNode,
        run: () => void group("loop"),
      },
      {
        id: "group.subgraph",
        title: t("title.subgraph"),
        group: "arrange",
        icon: IconSitemap,
        shortcuts: ["Mod+G"],
        menus: ["node"],
        keywords,
        isEnabled: hasGraphNode,
        run: () => void forSubgraph().then(setAsking),
      },
      {
        id: "dissolve",
        title: t("title.dissolve"),
        group: "arrange",
        icon: IconLayersUnion,
        shortcuts: ["Mod+Shift+G"],
        menus: ["node"],
        keywords,
        isEnabled: (state) => dissolvable(state) !== null,
        run: () => {
          const id = dissolvable(store.getState());
          if (id !== null) void dissolve(id);
        },
      },
      {
        id: "collapse",
        title: t("title.collapse"),
        group: "arrange",
        icon: IconBoxMultiple,
        shortcuts: ["Shift+C"],
        menus: ["node"],
        keywords,
        isEnabled: (state) => foldable(state).length > 0,
        run: () => {
          const state = store.getState();
          const ids = foldable(state);
          const open = state.document.nodes.some(({ id, collapsed }) => ids.includes(id) && collapsed !== true);
          fold(ids, open);
        },
      },
      {
        id: "collapseAll",
        title: t("title.collapseAll"),
        group: "arrange",
        icon: IconArrowsDiagonalMinimize2,
        keywords,
        isEnabled: (state) => all(state, false).length > 0,
        run: () => fold(all(store.getState(), false), true),
      },
      {
        id: "expandAll",
        title: t("title.expandAll"),
        group: "arrange",
        icon: IconArrowsDiagonal,
        keywords,
        isEnabled: (state) => all(state, true).length > 0,
        run: () => fold(all(store.getState(), true), false),
      },
    ];
  }, [t, store, group, dissolve, forSubgraph]);
  useEditorCommands(commands);
  return (
    <OnceWanted wanted={asking !== null}>
      <SubgraphDialog chosen={asking} onClose={() => setAsking(null)} />
    </OnceWanted>
  );
}
