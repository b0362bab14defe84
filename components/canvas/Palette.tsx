"use client";

import { ActionIcon, Text, TextInput, Tooltip, UnstyledButton } from "@mantine/core";
import { IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconSearch } from "@tabler/icons-react";
import { useLocale, useTranslations } from "next-intl";
import { useState } from "react";
import { type AnyDefinition, kindCategories } from "@/core/graph/kind";
import { offeredKinds } from "@/nodes/definitions";
import classes from "./Canvas.module.css";
import { kindIcon } from "./kindIcons";
import { DRAGGED_KIND, useAddAtCentre } from "./useAddNode";

/** Every node kind by category, to drag onto the canvas or click to add. */
export function Palette() {
  const t = useTranslations("editor");
  const locale = useLocale();
  const [wanted, setWanted] = useState("");
  const [open, setOpen] = useState(true);
  const word = wanted.trim().toLowerCase();
  const found = offeredKinds.filter(({ kind, text }) =>
    [kind, ...Object.values(text).flatMap(({ title, summary }) => [title, summary])].some((part) => part.toLowerCase().includes(word)),
  );
  const groups = kindCategories
    .map((category) => ({ category, entries: found.filter((definition) => definition.category === category) }))
    .filter(({ entries }) => entries.length > 0);
  const toggle = (
    <Tooltip label={open ? t("palette.hide") : t("palette.show")} position="right">
      <ActionIcon onClick={() => setOpen(!open)} aria-label={open ? t("palette.hide") : t("palette.show")} aria-expanded={open}>
        {open ? <IconLayoutSidebarLeftCollapse size={16} /> : <IconLayoutSidebarLeftExpand size={16} />}
      </ActionIcon>
    </Tooltip>
  );
  if (!open)
    return (
      <aside className={`${classes.palette} nokey`} data-closed>
        {toggle}
      </aside>
    );
  return (
    <aside className={`${classes.palette} nokey`} aria-label={t("palette.title")} data-palette>
      <div className={classes.paletteHead}>
        <TextInput
          size="xs"
          flex={1}
          value={wanted}
          onChange={(event) => setWanted(event.currentTarget.value)}
          placeholder={t("palette.search")}
          aria-label={t("palette.search")}
          leftSection={<IconSearch size={13} />}
        />
        {toggle}
      </div>
      {groups.map(({ category, entries }) => (
        <section key={category}>
          <h3 className={classes.category}>{t(`palette.category.${category}`)}</h3>
          {entries.map((definition) => (
            <PaletteEntry key={definition.kind} definition={definition} text={definition.text[locale]} />
          ))}
        </section>
      ))}
      {groups.length === 0 && (
        <Text size="xs" c="var(--minnow-text-dim)" p="xs">
          {t("palette.nothing", { word: wanted })}
        </Text>
      )}
      <p className={classes.paletteFoot}>{t("palette.how")}</p>
    </aside>
  );
}

function PaletteEntry({ definition, text }: { definition: AnyDefinition; text: { title: string; summary: string } }) {
  const t = useTranslations("editor");
  const addAtCentre = useAddAtCentre();
  const Icon = kindIcon(definition.icon);
  return (
    <Tooltip label={text.summary} position="right">
      <UnstyledButton
        className={classes.entry}
        data-category={definition.category}
        data-kind={definition.kind}
        aria-label={t("palette.add", { kind: text.title })}
        draggable
        onDragStart={(event) => {
          event.dataTransfer.setData(DRAGGED_KIND, definition.kind);
          event.dataTransfer.effectAllowed = "move";
        }}
        onClick={() => addAtCentre(definition.kind)}
      >
        <span className={classes.icon} aria-hidden>
          <Icon size={16} stroke={1.8} />
        </span>
        {text.title}
      </UnstyledButton>
    </Tooltip>
  );
}
