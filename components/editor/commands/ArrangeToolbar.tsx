"use client";

import { ActionIcon, Tooltip } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useEditor } from "../EditorContext";
import classes from "./Commands.module.css";
import { useCommands } from "./CommandsContext";
import type { EditorCommand } from "./command";
import { movable } from "./useArrangeCommands";

/** What several nodes are lined up with. */
export function ArrangeToolbar({ floating = false }: { floating?: boolean }) {
  const t = useTranslations("commands");
  const count = useEditor((state) => movable(state).length);
  const commands = useCommands();
  if (count < 2) return null;
  const offered = (prefix: string) => commands.filter(({ id }) => id.startsWith(prefix));
  const groups = [offered("align."), offered("distribute."), offered("layout.selection"), offered("group.")];
  return (
    <div role="toolbar" aria-label={t("arrangeToolbar")} className={floating ? classes.floating : classes.toolbar}>
      {groups.map((members) => members.length > 0 && <ToolGroup key={members[0]?.id} commands={members} />)}
    </div>
  );
}

function ToolGroup({ commands }: { commands: readonly EditorCommand[] }) {
  return (
    <span className={classes.toolGroup}>
      {commands.map((command) => (
        <Tool key={command.id} command={command} />
      ))}
    </span>
  );
}

function Tool({ command: { title, icon: Icon, isEnabled, run } }: { command: EditorCommand }) {
  const enabled = useEditor((state) => isEnabled?.(state) ?? true);
  return (
    <Tooltip label={title}>
      <ActionIcon size="md" aria-label={title} disabled={!enabled} bg="transparent" onClick={run}>
        {Icon !== undefined && <Icon size={17} stroke={1.7} />}
      </ActionIcon>
    </Tooltip>
  );
}
