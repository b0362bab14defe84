"use client";

import { Button, Stack } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { type CSSProperties, type PointerEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import inspector from "../inspector/Inspector.module.css";
import { SideBySideProvider } from "../sideBySide/SideBySideContext";
import { ArrangeToolbar } from "./commands/ArrangeToolbar";
import classes from "./Editor.module.css";
import { selectedNode, useEditor, useEditorStore } from "./EditorContext";
import { Inspector, NotePanel } from "./later";
import { RunPanel } from "./RunPanel";

const NARROWEST = 300;
const WIDEST = 720;

/** The right panel: the selected node's inspector, or the run panel when nothing is selected. */
export function SidePanel({ label }: { label: string }) {
  const t = useTranslations("editor");
  const { id, waiting } = useShownNode();
  const note = useEditor(({ document, selection }) =>
    selection.nodes.length === 1 ? document.notes.find(({ id }) => id === selection.nodes[0]) : undefined,
  );
  const count = useEditor(({ selection }) => selection.nodes.length + selection.edges.length);
  const [width, setWidth] = useState(356);
  const drag = useRef<{ x: number; width: number }>(null);
  const resize = (wanted: number) => setWidth(Math.min(WIDEST, Math.max(NARROWEST, wanted)));
  const move = (event: PointerEvent) => {
    if (drag.current !== null) resize(drag.current.width + drag.current.x - event.clientX);
  };
  // A property instead of a width: on a phone the panel is as wide as the page.
  const style: CSSProperties & Record<"--panel-width", string> = { "--panel-width": `${width}px` };
  return (
    <aside className={`${inspector.panel} nokey`} style={style} aria-label={label} data-side-panel data-shows={id ?? note?.id}>
      <button
        type="button"
        className={inspector.grip}
        aria-label={t("resize")}
        title={t("resize")}
        onPointerDown={(event) => {
          drag.current = { x: event.clientX, width };
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={move}
        onPointerUp={() => {
          drag.current = null;
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowLeft") resize(width + 24);
          if (event.key === "ArrowRight") resize(width - 24);
        }}
      />
      {id !== null ? (
        <SideBySideProvider key={id} nodeId={id}>
          <Inspector nodeId={id} />
        </SideBySideProvider>
      ) : note !== undefined ? (
        <NotePanel key={note.id} note={note} />
      ) : waiting ? null : count > 0 ? (
        <SeveralSelected count={count} />
      ) : (
        <RunPanel />
      )}
    </aside>
  );
}

/**
 * The one selected node. A press on a node selects it and may begin a drag: its forms come when that is over, and not in the middle.
 * Until then nothing stands in their place, least of all the forms of the node before.
 */
function useShownNode() {
  const id = useEditor((state) => selectedNode(state)?.id);
  const [shown, show] = useState(id);
  const latest = useRef(id);
  latest.current = id;
  const pressed = useRef(false);
  useLayoutEffect(() => {
    if (!pressed.current) show(id);
  }, [id]);
  useEffect(() => {
    const press = () => {
      pressed.current = true;
    };
    const release = () => {
      pressed.current = false;
      show(latest.current);
    };
    window.addEventListener("pointerdown", press, true);
    for (const end of ["pointerup", "pointercancel"]) window.addEventListener(end, release, true);
    return () => {
      window.removeEventListener("pointerdown", press, true);
      for (const end of ["pointerup", "pointercancel"]) window.removeEventListener(end, release, true);
    };
  }, []);
  const ready = shown === id;
  return { id: ready ? (id ?? null) : null, waiting: !ready };
}

function SeveralSelected({ count }: { count: number }) {
  const t = useTranslations("editor");
  const store = useEditorStore();
  const selection = useEditor((state) => state.selection);
  const connection = selection.nodes.length === 0 && selection.edges.length === 1;
  return (
    <div className={inspector.scroll}>
      <Stack gap="sm" align="flex-start">
        <h2 className={classes.panelTitle}>{connection ? t("oneConnection") : t("several", { count })}</h2>
        <p className={inspector.help}>{t("severalHint")}</p>
        <ArrangeToolbar />
        <Button
          size="xs"
          variant="default"
          leftSection={<IconTrash size={14} />}
          onClick={() => store.getState().perform({ type: "removeElements", ...selection })}
        >
          {t("deleteSelected")}
        </Button>
      </Stack>
    </div>
  );
}
