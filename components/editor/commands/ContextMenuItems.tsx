"use client";

import { Menu } from "@mantine/core";
import { useTranslations } from "next-intl";
import { CommandItems } from "./CommandItems";
import type { EditorCommand } from "./command";

type Props = { at: { x: number; y: number } | null; commands: readonly EditorCommand[]; onClose(): void };

/** Commands in a menu at a place on the screen. */
export function ContextMenuItems({ at, commands, onClose }: Props) {
  const t = useTranslations("commands");
  return (
    <Menu
      key={at === null ? "" : `${at.x} ${at.y}`}
      opened={at !== null}
      onClose={onClose}
      position="right-start"
      offset={2}
      width={285}
      shadow="md"
      transitionProps={{ duration: 0 }}
    >
      <Menu.Target>
        <button
          type="button"
          tabIndex={-1}
          aria-label={t("contextMenu")}
          style={{ position: "fixed", left: at?.x ?? 0, top: at?.y ?? 0, width: 0, height: 0, padding: 0, border: 0 }}
        />
      </Menu.Target>
      <Menu.Dropdown aria-label={t("contextMenu")} onContextMenu={(event) => event.preventDefault()}>
        <CommandItems commands={commands} />
      </Menu.Dropdown>
    </Menu>
  );
}
