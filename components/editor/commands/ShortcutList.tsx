"use client";

import { Modal } from "@mantine/core";
import { useTranslations } from "next-intl";
import classes from "./Commands.module.css";
import { useCommandDialog, useCommands } from "./CommandsContext";
import { byGroup, type EditorCommand } from "./command";
import { Keys } from "./Keys";

/** Every shortcut there is, by group. */
export function ShortcutList() {
  const t = useTranslations("commands");
  const [dialog, open] = useCommandDialog();
  const commands = useCommands().filter(({ shortcuts }) => shortcuts !== undefined);
  return (
    <Modal
      opened={dialog === "shortcuts"}
      onClose={() => open(null)}
      title={t("shortcutsTitle")}
      size="xl"
      closeButtonProps={{ "aria-label": t("close") }}
    >
      <p className={classes.hint}>{t("shortcutsHint")}</p>
      <div className={classes.shortcuts}>
        {byGroup(commands).map(({ group, commands: members }) => (
          <section key={group} aria-label={t(`group.${group}`)}>
            <h3>{t(`group.${group}`)}</h3>
            <dl>
              {byTitle(members).map(({ title, shortcuts }) => (
                <div key={title}>
                  <dt>{title}</dt>
                  <dd>
                    {shortcuts.map((shortcut) => (
                      <Keys key={shortcut} shortcut={shortcut} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}

/** One line for commands of the same title, such as the four directions. */
function byTitle(commands: readonly EditorCommand[]): { title: string; shortcuts: string[] }[] {
  const lines = Map.groupBy(commands, ({ title }) => title);
  return [...lines].map(([title, members]) => ({ title, shortcuts: members.flatMap(({ shortcuts = [] }) => shortcuts) }));
}
