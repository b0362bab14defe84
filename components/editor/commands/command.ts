import type { Icon } from "@tabler/icons-react";
import type { EditorState } from "../store";

/** The groups commands are listed in, in this order. */
export const commandGroups = ["edit", "arrange", "add", "view", "run", "graph", "help"] as const;
export type CommandGroup = (typeof commandGroups)[number];

/** Where a command is offered besides the palette and the list of shortcuts. `node` is one or several selected nodes. */
export type CommandMenu = "more" | "canvas" | "node" | "edge";

/** Something a person can do in the editor. Shortcuts, palette, menus and the list of shortcuts come from these. */
export type EditorCommand = {
  id: string;
  /** In the person's language, as in a menu: `Duplicate`. */
  title: string;
  group: CommandGroup;
  /** Such as `Mod+Shift+Z`, `Delete` or `?`; the first is the one that is shown. `Mod` is ⌘ on a Mac and Ctrl elsewhere. */
  shortcuts?: readonly string[];
  icon?: Icon;
  menus?: readonly CommandMenu[];
  /** Other words by which the palette finds it. */
  keywords?: readonly string[];
  /** Works while the person types in a field, too. */
  whileTyping?: boolean;
  /** The browser itself acts on the keys and tells by an event, as for copy and paste. */
  browserKeys?: boolean;
  /** Not in the palette. */
  hidden?: boolean;
  /** Takes something away: shown in red. */
  dangerous?: boolean;
  isEnabled?(state: EditorState): boolean;
  run(): void;
};

export const isEnabled = (command: EditorCommand, state: EditorState): boolean => command.isEnabled?.(state) ?? true;

/** Commands by group, in the order of the groups; groups without any are left out. */
export function byGroup(commands: readonly EditorCommand[]): { group: CommandGroup; commands: EditorCommand[] }[] {
  return commandGroups.flatMap((group) => {
    const members = commands.filter((command) => command.group === group);
    return members.length === 0 ? [] : [{ group, commands: members }];
  });
}
