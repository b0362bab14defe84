"use client";

import { IconMicroscope } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { modelsOf } from "@/core/graph/kind";
import { kinds } from "@/nodes/definitions";
import { cardOf } from "../../insights/address";
import { selectedNode, useEditorStore } from "../EditorContext";
import { useEditorCommands } from "./CommandsContext";
import type { EditorCommand } from "./command";

/** From a node to its figures, where smaller models can be evaluated for it. */
export function useEvaluateCommand() {
  const t = useTranslations("evaluations");
  const store = useEditorStore();
  const router = useRouter();
  const commands = useMemo(
    (): EditorCommand[] => [
      {
        id: "evaluate",
        title: t("command"),
        group: "run",
        icon: IconMicroscope,
        menus: ["node"],
        isEnabled: (state) => {
          const node = selectedNode(state);
          return node !== null && modelsOf(node, kinds).length > 0;
        },
        run: () => {
          const state = store.getState();
          const node = selectedNode(state);
          if (node !== null) router.push(cardOf({ graphId: state.graph.id, nodeId: node.id }));
        },
      },
    ],
    [t, store, router],
  );
  useEditorCommands(commands);
}
