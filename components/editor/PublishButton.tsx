"use client";

import { Button } from "@mantine/core";
import { IconUpload } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { useEditorCommands } from "./commands/CommandsContext";
import type { EditorCommand } from "./commands/command";
import classes from "./Editor.module.css";
import { useEditor } from "./EditorContext";
import { OnceWanted, PublishDialog } from "./later";

/** Asks to publish the draft, and tells whether there is anything to publish. */
export function PublishButton({ flush }: { flush(): Promise<void> }) {
  const t = useTranslations("editor.publish");
  const unpublished = useEditor((state) => state.unpublished);
  const liveVersion = useEditor((state) => state.graph.liveVersion);
  const [open, setOpen] = useState(false);
  const commands = useMemo(
    (): EditorCommand[] => [{ id: "publish", title: t("button"), group: "graph", icon: IconUpload, run: () => setOpen(true) }],
    [t],
  );
  useEditorCommands(commands);
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconUpload size={14} />}
        onClick={() => setOpen(true)}
        title={
          liveVersion === null ? t("never") : unpublished ? t("differs", { version: liveVersion }) : t("same", { version: liveVersion })
        }
      >
        {t("button")}
        {unpublished && liveVersion !== null && <span className={classes.dot} aria-hidden />}
      </Button>
      <OnceWanted wanted={open}>
        <PublishDialog opened={open} flush={flush} close={() => setOpen(false)} />
      </OnceWanted>
    </>
  );
}
