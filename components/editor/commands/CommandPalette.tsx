"use client";

import "@mantine/spotlight/styles.css";
import { createSpotlight, Spotlight, type SpotlightActionGroupData } from "@mantine/spotlight";
import { IconSearch, IconSitemap } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand/react";
import { kinds, offeredKinds } from "@/nodes/definitions";
import { kindIcon } from "../../canvas/kindIcons";
import { useAddAtCentre } from "../../canvas/useAddNode";
import { useTRPC } from "../../trpc";
import { useEditor, useEditorStore } from "../EditorContext";
import { useStage } from "../StageContext";
import classes from "./Commands.module.css";
import { useCommandDialog, useCommands, useCommandsStore } from "./CommandsContext";
import { byGroup, isEnabled } from "./command";
import { Keys } from "./Keys";
import { findActions } from "./paletteFilter";

const [spotlightStore, spotlight] = createSpotlight();

/** Finds anything by a few letters: commands, kinds of nodes to add, nodes to go to, other graphs to open. */
export function CommandPalette() {
  const t = useTranslations("commands");
  const [dialog, open] = useCommandDialog();
  const isOpen = dialog === "palette";
  const groups = useActions(isOpen);
  /** What was chosen is done once the palette has given the focus back. */
  const chosen = useRef<() => void>(undefined);
  useEffect(() => {
    if (isOpen) spotlight.open();
    else spotlight.close();
  }, [isOpen]);
  useEarlyText(isOpen);
  const actions = groups.map(({ group, actions: members }) => ({
    group,
    actions: members.map(({ onChoose, ...action }) => ({
      ...action,
      onClick: () => {
        chosen.current = onChoose;
      },
    })),
  }));
  return (
    <Spotlight
      store={spotlightStore}
      actions={actions}
      classNames={{ action: classes.found ?? "", actionsGroup: classes.foundGroup ?? "" }}
      filter={(query) => findActions(query, actions)}
      shortcut={null}
      scrollable
      maxHeight={420}
      limit={40}
      highlightQuery
      nothingFound={t("palette.nothing")}
      searchProps={{ leftSection: <IconSearch size={16} />, placeholder: t("palette.hint"), "aria-label": t("palette.hint") }}
      onSpotlightClose={() => open(null)}
      onExitTransitionEnd={() => {
        chosen.current?.();
        chosen.current = undefined;
      }}
    />
  );
}

/** Types what came before the field had the focus into it, as the person would have. */
function useEarlyText(isOpen: boolean) {
  const store = useCommandsStore();
  const early = useStore(store, (state) => state.early);
  useEffect(() => {
    if (early === "") return;
    if (!isOpen) return store.setState({ early: "" });
    const type = () => {
      const field = document.querySelector<HTMLInputElement>("input.mantine-Spotlight-search");
      if (field === null) {
        frame = requestAnimationFrame(type);
        return;
      }
      store.setState({ early: "" });
      // Keys that come from now on are the field's: the dialog itself gives it the focus only a moment later.
      field.focus({ preventScroll: true });
      const [words = ""] = early.split("\n");
      // React hears of a value only when it is set past its own bookkeeping.
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")?.set?.call(field, field.value + words);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      // The palette chooses the first of what it found a moment after the words came.
      if (early.includes("\n"))
        requestAnimationFrame(() => field.dispatchEvent(new KeyboardEvent("keydown", { code: "Enter", key: "Enter", bubbles: true })));
    };
    let frame = requestAnimationFrame(type);
    return () => cancelAnimationFrame(frame);
  }, [isOpen, early, store]);
}

type Action = SpotlightActionGroupData["actions"][number] & { onChoose(): void };

function useActions(isOpen: boolean): { group: string; actions: Action[] }[] {
  const t = useTranslations("commands");
  const locale = useLocale();
  const store = useEditorStore();
  const router = useRouter();
  const trpc = useTRPC();
  const addAtCentre = useAddAtCentre();
  const commands = useCommands();
  const nodes = useEditor((state) => state.document.nodes);
  const { stage } = useStage();
  const graphId = useEditor((state) => state.graph.id);
  const graphs = useQuery(trpc.graphs.list.queryOptions(undefined, { enabled: isOpen }));
  return useMemo(() => {
    if (!isOpen) return [];
    const state = store.getState();
    const ready = commands.filter((command) => command.hidden !== true && isEnabled(command, state));
    return [
      ...byGroup(ready).map(({ group, commands: members }) => ({
        group: t(`group.${group}`),
        actions: members.map(
          ({ id, title, icon: Icon, shortcuts: [shortcut] = [], keywords = [], run }): Action => ({
            id: `command ${id}`,
            label: title,
            keywords: [...keywords],
            leftSection: Icon === undefined ? undefined : <Icon size={16} stroke={1.7} />,
            rightSection: shortcut === undefined ? undefined : <Keys shortcut={shortcut} />,
            onChoose: run,
          }),
        ),
      })),
      {
        group: t("palette.kinds"),
        actions: (stage === "edit" ? offeredKinds : []).map(({ kind, icon, text }): Action => {
          const Icon = kindIcon(icon);
          const { title, summary } = text[locale];
          return {
            id: `kind ${kind}`,
            label: t("palette.add", { kind: title }),
            description: summary,
            keywords: [kind, ...Object.values(text).map((words) => words.title)],
            leftSection: <Icon size={16} stroke={1.7} />,
            onChoose: () => addAtCentre(kind),
          };
        }),
      },
      {
        group: t("palette.nodes"),
        actions: (stage === "edit" ? nodes : []).map(({ id, name, kind }): Action => {
          const definition = kinds(kind);
          const Icon = kindIcon(definition?.icon);
          return {
            id: `node ${id}`,
            label: name,
            description: t("palette.goTo", { kind: definition?.text[locale].title ?? kind }),
            leftSection: <Icon size={16} stroke={1.7} />,
            onChoose: () => store.getState().focusNode(id),
          };
        }),
      },
      {
        group: t("palette.graphs"),
        actions: (graphs.data ?? [])
          .filter(({ id }) => id !== graphId)
          .map(
            ({ id, name }): Action => ({
              id: `graph ${id}`,
              label: name,
              description: t("palette.open"),
              leftSection: <IconSitemap size={16} stroke={1.7} />,
              onChoose: () => router.push(`/graphs/${id}`),
            }),
          ),
      },
    ];
  }, [isOpen, t, locale, store, router, addAtCentre, commands, nodes, stage, graphId, graphs.data]);
}
