"use client";

import { IconNote, IconPlus } from "@tabler/icons-react";
import { useReactFlow } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { useEditorCommands } from "../editor/commands/CommandsContext";
import type { EditorCommand } from "../editor/commands/command";
import { usePointer } from "../editor/commands/usePointer";
import { useEditorStore } from "../editor/EditorContext";
import { KindChoice } from "../editor/later";
import classes from "./AddMenu.module.css";
import { type Adding, placeOf, useAddMenu } from "./AddMenuContext";
import { useAddNode } from "./useAddNode";

/** The palette where it is needed: under a connection let go over the canvas, on an edge, or at the pointer. */
export function AddMenu() {
  const menu = useAddMenu();
  useQuickAdd();
  if (menu?.adding == null) return null;
  const { adding, close } = menu;
  return <Choosing key={`${adding.at.x} ${adding.at.y}`} adding={adding} onClose={close} />;
}

/** Takes what is typed while the choice is still being loaded. */
function Choosing({ adding, onClose }: { adding: Adding; onClose(): void }) {
  const t = useTranslations("canvas");
  const [there, setThere] = useState(false);
  const [early, setEarly] = useState({ words: "", enter: false });
  return (
    <>
      {!there && (
        <div className={classes.menu} style={placeOf(adding.at)} role="dialog" aria-label={t("quickAdd")} aria-busy>
          <input
            className={classes.search}
            // biome-ignore lint/a11y/noAutofocus: the person asked for this menu to type into
            autoFocus
            aria-label={t("search")}
            value={early.words}
            onChange={({ currentTarget: { value: words } }) => setEarly((now) => ({ ...now, words }))}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === "Escape") onClose();
              if (event.key === "Enter") setEarly((now) => ({ ...now, enter: true }));
            }}
          />
        </div>
      )}
      <KindChoice adding={adding} early={early} onThere={setThere} onClose={onClose} />
    </>
  );
}

/** A key and a command that open the menu: at the pointer when that is over the canvas, else in the middle. */
function useQuickAdd() {
  const t = useTranslations("canvas");
  const menu = useAddMenu();
  const pointer = usePointer();
  const store = useEditorStore();
  const { addAt } = useAddNode();
  const { flowToScreenPosition, screenToFlowPosition } = useReactFlow();
  const open = menu?.open;
  const commands = useMemo((): EditorCommand[] => {
    const centre = () => {
      const pane = document.querySelector(".react-flow")?.getBoundingClientRect() ?? new DOMRect();
      return { x: pane.x + pane.width / 2 - 120, y: pane.y + pane.height / 3 };
    };
    return [
      {
        id: "quickAdd",
        title: t("quickAdd"),
        group: "add",
        shortcuts: ["/"],
        menus: ["canvas"],
        run: () => {
          const at = pointer.now();
          open?.({ at: at === null ? centre() : flowToScreenPosition(at) });
        },
      },
      {
        id: "addNote",
        title: t("addNote"),
        group: "add",
        icon: IconNote,
        menus: ["canvas"],
        run: () => addAt(null, pointer.last() ?? screenToFlowPosition(centre()), {}),
      },
      {
        id: "insertHere",
        title: t("insertHere"),
        group: "add",
        icon: IconPlus,
        menus: ["edge"],
        isEnabled: ({ selection }) => selection.edges.length === 1 && selection.nodes.length === 0,
        run: () => {
          const at = pointer.last();
          const [edge] = store.getState().selection.edges;
          if (edge !== undefined) open?.({ at: at === null ? centre() : flowToScreenPosition(at), edge });
        },
      },
    ];
  }, [t, store, pointer, open, addAt, flowToScreenPosition, screenToFlowPosition]);
  useEditorCommands(commands);
}
