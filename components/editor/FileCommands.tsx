"use client";

import { notifications } from "@mantine/notifications";
import { IconFileExport, IconFileImport } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { downloadGraph } from "../interchange/download";
import { useEditorCommands } from "./commands/CommandsContext";
import type { EditorCommand } from "./commands/command";
import { useEditorStore } from "./EditorContext";
import { ImportDialog, OnceWanted } from "./later";

/** The graph as a file, and a file as the graph. */
export function FileCommands() {
  const t = useTranslations("interchange");
  const store = useEditorStore();
  const [open, setOpen] = useState(false);
  const commands = useMemo(
    (): EditorCommand[] => [
      {
        id: "export",
        title: t("export"),
        group: "graph",
        icon: IconFileExport,
        menus: ["more"],
        run: () => {
          const { graph, document } = store.getState();
          downloadGraph(graph.slug, { name: graph.name, description: graph.description, document });
        },
      },
      { id: "importInto", title: t("importInto"), group: "graph", icon: IconFileImport, menus: ["more"], run: () => setOpen(true) },
    ],
    [t, store],
  );
  useEditorCommands(commands);
  return (
    <OnceWanted wanted={open}>
      <ImportDialog
        opened={open}
        onClose={() => setOpen(false)}
        action={t("replace")}
        named={false}
        onImport={({ document }) => {
          store.getState().perform({ type: "replaceDocument", document });
          setOpen(false);
          notifications.show({ message: t("replaced") });
        }}
      />
    </OnceWanted>
  );
}
