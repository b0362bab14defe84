"use client";

import { UnstyledButton } from "@mantine/core";
import { IconCheck, IconCloudOff, IconLoader2 } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { refusalOf, useErrorText } from "../format/sentences";
import classes from "./Editor.module.css";
import { useEditor } from "./EditorContext";

/** Whether the server has what is drawn, and if not, why. */
export function SaveState({ flush }: { flush(): Promise<void> }) {
  const t = useTranslations("editor.saving");
  const errorText = useErrorText();
  const saving = useEditor((state) => state.saving);
  switch (saving.state) {
    case "saved":
      return (
        <span className={classes.save} role="status" data-state="saved">
          <IconCheck size={13} aria-hidden /> {t("saved")}
        </span>
      );
    case "pending":
    case "saving":
      return (
        <span className={classes.save} role="status" data-state={saving.state}>
          <IconLoader2 size={13} aria-hidden /> {t("saving")}
        </span>
      );
    case "failed":
      return (
        <UnstyledButton
          className={classes.save}
          role="status"
          data-state="failed"
          title={`${errorText(saving.error)} ${t("kept")}`}
          onClick={() => void flush()}
        >
          <IconCloudOff size={13} aria-hidden />{" "}
          <span>{refusalOf(saving.error) === null ? t("offline") : t("failed", { reason: errorText(saving.error) })}</span>
        </UnstyledButton>
      );
  }
}
