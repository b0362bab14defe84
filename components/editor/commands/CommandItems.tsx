"use client";

import { Menu } from "@mantine/core";
import { Fragment } from "react";
import { byGroup, type EditorCommand } from "./command";
import { Keys } from "./Keys";

/** Commands as items of a menu, with a line between groups; what takes something away comes last. */
export function CommandItems({ commands }: { commands: readonly EditorCommand[] }) {
  const [safe, dangerous] = [commands.filter((command) => command.dangerous !== true), commands.filter((command) => command.dangerous)];
  const groups = [...byGroup(safe).map((group) => group.commands), dangerous].filter((members) => members.length > 0);
  return groups.map((members, index) => (
    <Fragment key={members[0]?.id}>
      {index > 0 && <Menu.Divider />}
      {members.map((command) => (
        <CommandItem key={command.id} command={command} />
      ))}
    </Fragment>
  ));
}

function CommandItem({ command }: { command: EditorCommand }) {
  const { title, icon: Icon, shortcuts: [shortcut] = [], dangerous, run } = command;
  return (
    <Menu.Item
      fz="sm"
      {...(dangerous === true && { c: "var(--minnow-failed)" })}
      leftSection={Icon === undefined ? undefined : <Icon size={15} stroke={1.7} />}
      rightSection={shortcut === undefined ? undefined : <Keys shortcut={shortcut} />}
      onClick={run}
    >
      {title}
    </Menu.Item>
  );
}
