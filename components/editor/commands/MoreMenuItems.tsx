"use client";

import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useEditorStore } from "../EditorContext";
import { CommandItems } from "./CommandItems";
import { useCommands } from "./CommandsContext";
import { isEnabled } from "./command";

/** The menu of what the bar has no room for, open at first. */
export function MoreMenuItems() {
  const t = useTranslations("commands.title");
  const store = useEditorStore();
  const commands = useCommands().filter((command) => command.menus?.includes("more") === true && isEnabled(command, store.getState()));
  return (
    <Menu defaultOpened width={270} position="bottom-end" shadow="md">
      <Menu.Target>
        <Tooltip label={t("more")}>
          <ActionIcon size="lg" aria-label={t("more")}>
            <IconDots size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown>
        <CommandItems commands={commands} />
      </Menu.Dropdown>
    </Menu>
  );
}
