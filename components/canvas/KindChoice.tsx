"use client";

import { Combobox, useCombobox } from "@mantine/core";
import { IconNote } from "@tabler/icons-react";
import { useReactFlow } from "@xyflow/react";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import { endsOfEdge, kindFits, kindFitsBetween, typeOfEnd } from "@/core/graph/fitting";
import { type AnyDefinition, kindCategories, type Locale } from "@/core/graph/kind";
import { portTypeName } from "@/core/graph/ports";
import { kinds, offeredKinds } from "@/nodes/definitions";
import { useEditorStore } from "../editor/EditorContext";
import type { EditorState } from "../editor/store";
import { usePortTypeText } from "../format/portTypes";
import classes from "./AddMenu.module.css";
import { type Adding, placeOf } from "./AddMenuContext";
import { kindIcon } from "./kindIcons";
import { useAddNode } from "./useAddNode";

const NOTE = "note";

type Props = {
  adding: Adding;
  /** What was typed before this was there, and whether that was to be chosen at once. */
  early: { words: string; enter: boolean };
  onThere(there: true): void;
  onClose(): void;
};

/** Kinds that fit where one is to be added, to search and to choose from. */
export function KindChoice({ adding, early, onThere, onClose }: Props) {
  const t = useTranslations("canvas");
  const typeText = usePortTypeText();
  const categories = useTranslations("editor.palette.category");
  const locale = useLocale();
  const store = useEditorStore();
  const { screenToFlowPosition } = useReactFlow();
  const { addAt } = useAddNode();
  const [wanted, setWanted] = useState(early.words);
  const frame = useRef<HTMLDivElement>(null);
  const combobox = useCombobox({ opened: true });
  const offer = useMemo(() => offered(store.getState(), adding), [store, adding]);
  const found = offer.definitions.filter((definition) => matches(definition, wanted, locale));
  const groups = kindCategories
    .map((category) => ({ category, entries: found.filter((definition) => definition.category === category) }))
    .filter(({ entries }) => entries.length > 0);
  const withNote = offer.type === null && t("note").toLowerCase().includes(wanted.trim().toLowerCase());

  // biome-ignore lint/correctness/useExhaustiveDependencies: what is found depends on what was typed
  useEffect(() => void combobox.selectFirstOption(), [wanted]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when this has come
  useEffect(() => {
    onThere(true);
    if (early.enter) combobox.clickSelectedOption();
  }, []);
  useEffect(() => {
    const elsewhere = ({ target }: PointerEvent) => {
      if (target instanceof Node && frame.current?.contains(target) !== true) onClose();
    };
    window.addEventListener("pointerdown", elsewhere, true);
    return () => window.removeEventListener("pointerdown", elsewhere, true);
  }, [onClose]);

  const choose = (kind: string) => {
    addAt(kind === NOTE ? null : kind, screenToFlowPosition(adding.at), adding);
    remember(kind);
    onClose();
  };
  return (
    <div ref={frame} className={classes.menu} style={placeOf(adding.at)} role="dialog" aria-label={t("quickAdd")}>
      <Combobox store={combobox} onOptionSubmit={choose}>
        <Combobox.EventsTarget>
          <input
            className={classes.search}
            // biome-ignore lint/a11y/noAutofocus: the person asked for this menu to type into
            autoFocus
            aria-label={t("search")}
            placeholder={offer.type === null ? t("search") : t("searchFitting", { type: typeText(offer.type) })}
            value={wanted}
            onChange={(event) => setWanted(event.currentTarget.value)}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === "Escape") onClose();
            }}
          />
        </Combobox.EventsTarget>
        <Combobox.Options className={classes.options} aria-label={t("quickAdd")} tabIndex={0}>
          {groups.map(({ category, entries }) => (
            <Combobox.Group key={category} label={categories(category)}>
              {entries.map((definition) => (
                <KindOption key={definition.kind} definition={definition} locale={locale} />
              ))}
            </Combobox.Group>
          ))}
          {withNote && (
            <Combobox.Option value={NOTE} className={classes.option}>
              <IconNote size={16} stroke={1.7} aria-hidden />
              <span>
                <strong>{t("note")}</strong>
                <small>{t("noteSummary")}</small>
              </span>
            </Combobox.Option>
          )}
          {groups.length === 0 && !withNote && <Combobox.Empty>{t("nothing")}</Combobox.Empty>}
        </Combobox.Options>
      </Combobox>
    </div>
  );
}

function KindOption({ definition, locale }: { definition: AnyDefinition; locale: Locale }) {
  const Icon = kindIcon(definition.icon);
  const { title, summary } = definition.text[locale];
  return (
    <Combobox.Option value={definition.kind} className={classes.option}>
      <Icon size={16} stroke={1.7} aria-hidden />
      <span>
        <strong>{title}</strong>
        <small>{summary}</small>
      </span>
    </Combobox.Option>
  );
}

/** Kinds that can be added for what is asked, those used last first within their category; `type` is what they have to fit. */
function offered({ document }: EditorState, { end, edge }: Adding): { definitions: AnyDefinition[]; type: string | null } {
  const recent = recentKinds();
  const place = ({ kind }: AnyDefinition) => (recent.includes(kind) ? recent.indexOf(kind) : recent.length);
  const here = new Set(document.nodes.map(({ kind }) => kind));
  const inside = end?.inside === true || document.nodes.some(({ id, parentId }) => id === end?.node && parentId !== undefined);
  // A graph has one beginning and one end, on its top level.
  const usable = offeredKinds
    .filter(({ kind }) => (kind !== "input" && kind !== "output") || (!here.has(kind) && !inside && edge === undefined))
    .sort((a, b) => place(a) - place(b));
  if (end !== undefined) {
    const type = typeOfEnd(document, end, kinds);
    if (type === null) return { definitions: [], type: "" };
    return { definitions: usable.filter((definition) => kindFits(definition, type, end.side)), type: portTypeName(type) };
  }
  const cut = document.edges.find(({ id }) => id === edge);
  if (cut !== undefined) {
    const ends = endsOfEdge(document, cut, kinds);
    if (ends === null) return { definitions: [], type: "" };
    return { definitions: usable.filter((definition) => kindFitsBetween(definition, ends.from, ends.to)), type: portTypeName(ends.from) };
  }
  return { definitions: usable, type: null };
}

function matches({ kind, text }: AnyDefinition, wanted: string, locale: Locale): boolean {
  const word = wanted.trim().toLowerCase();
  const words = [kind, text[locale].title, text[locale].summary, ...Object.values(text).map(({ title }) => title)];
  return words.some((part) => part.toLowerCase().includes(word));
}

const RECENT = "minnow-recent-kinds";

function recentKinds(): string[] {
  return (window.localStorage.getItem(RECENT) ?? "").split(" ").filter((kind) => kind !== "");
}

function remember(kind: string): void {
  const kept = [kind, ...recentKinds().filter((other) => other !== kind)].slice(0, 5);
  window.localStorage.setItem(RECENT, kept.join(" "));
}
