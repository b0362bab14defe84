"use client";

import { ActionIcon, TextInput } from "@mantine/core";
import { IconChevronDown, IconChevronUp, IconNote, IconX } from "@tabler/icons-react";
import { useLocale, useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";
import { type Hit, searchGraph } from "@/core/graph/search";
import { kinds } from "@/nodes/definitions";
import { kindIcon } from "../../canvas/kindIcons";
import { useEditor, useEditorStore } from "../EditorContext";
import classes from "./Commands.module.css";
import { useCommandDialog } from "./CommandsContext";

/** Finds words in the graph and flies to where they stand. */
export function GraphSearch() {
  const t = useTranslations("commands.search");
  const locale = useLocale();
  const [, open] = useCommandDialog();
  const document = useEditor((state) => state.document);
  const [words, setWords] = useState("");
  const [at, setAt] = useState(-1);
  const hits = useMemo(() => searchGraph(document, words, kinds, locale), [document, words, locale]);
  const field = useRef<HTMLInputElement>(null);
  const list = useId();
  const store = useEditorStore();
  useEffect(() => field.current?.select(), []);
  const go = (index: number) => {
    const hit = hits[index];
    if (hit === undefined) return;
    setAt(index);
    store.getState().focusNode(hit.id);
    window.document.getElementById(`${list}-${index}`)?.scrollIntoView({ block: "nearest" });
  };
  const step = (by: number) => go(hits.length === 0 ? -1 : (Math.max(at, by > 0 ? -1 : 0) + by + hits.length) % hits.length);
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, Enter: event.shiftKey ? -1 : 1 };
    const by = steps[event.key];
    if (by !== undefined) {
      event.preventDefault();
      step(by);
    }
    if (event.key === "Escape") open(null);
  };
  return (
    <search className={`${classes.search} nokey`} aria-label={t("title")}>
      <div className={classes.searchHead}>
        <TextInput
          ref={field}
          size="xs"
          flex={1}
          autoFocus
          value={words}
          placeholder={t("hint")}
          aria-label={t("hint")}
          role="combobox"
          aria-expanded={hits.length > 0}
          aria-controls={list}
          {...(at >= 0 && { "aria-activedescendant": `${list}-${at}` })}
          onChange={(event) => {
            setWords(event.currentTarget.value);
            setAt(-1);
          }}
          onKeyDown={onKeyDown}
        />
        <span className={classes.count} role="status">
          {words.trim() !== "" && (at < 0 ? t("count", { count: hits.length }) : t("place", { place: at + 1, count: hits.length }))}
        </span>
        <ActionIcon size="sm" aria-label={t("previous")} disabled={hits.length === 0} onClick={() => step(-1)}>
          <IconChevronUp size={15} />
        </ActionIcon>
        <ActionIcon size="sm" aria-label={t("next")} disabled={hits.length === 0} onClick={() => step(1)}>
          <IconChevronDown size={15} />
        </ActionIcon>
        <ActionIcon size="sm" aria-label={t("close")} onClick={() => open(null)}>
          <IconX size={15} />
        </ActionIcon>
      </div>
      {hits.length > 0 && (
        <div className={classes.hits} id={list} role="listbox" aria-label={t("hits")}>
          {hits.map((hit, index) => (
            <HitLine
              key={`${hit.id} ${hit.place.in} ${hit.place.in === "config" ? hit.place.path.join(".") : ""}`}
              id={`${list}-${index}`}
              hit={hit}
              chosen={index === at}
              onChoose={() => go(index)}
            />
          ))}
        </div>
      )}
    </search>
  );
}

function HitLine({ id, hit, chosen, onChoose }: { id: string; hit: Hit; chosen: boolean; onChoose(): void }) {
  const t = useTranslations("commands.search");
  const locale = useLocale();
  const node = useEditor(({ document }) => document.nodes.find((candidate) => candidate.id === hit.id));
  const definition = kinds(node?.kind ?? "");
  const Icon = node === undefined ? IconNote : kindIcon(definition?.icon);
  const [field] = hit.place.in === "config" ? hit.place.path : [];
  const where = hit.place.in === "config" ? (definition?.text[locale].fields[field ?? ""]?.label ?? field ?? "") : t(`in.${hit.place.in}`);
  return (
    <button type="button" role="option" aria-selected={chosen} tabIndex={-1} id={id} className={classes.hit} onClick={onChoose}>
      <Icon size={15} stroke={1.7} aria-hidden />
      <span className={classes.hitBody}>
        <span className={classes.hitHead}>
          {node?.name ?? t("note")} <span>{where}</span>
        </span>
        <span className={classes.hitText}>
          {hit.text.slice(0, hit.from)}
          <mark>{hit.text.slice(hit.from, hit.to)}</mark>
          {hit.text.slice(hit.to)}
        </span>
      </span>
    </button>
  );
}
