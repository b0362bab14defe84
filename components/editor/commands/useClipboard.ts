"use client";

import { notifications } from "@mantine/notifications";
import { IconClipboard, IconCopy, IconCopyPlus, IconCut } from "@tabler/icons-react";
import { useReactFlow } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { useEffect, useMemo } from "react";
import { v4 as uuid } from "uuid";
import { CLIP_FORMAT, type Clip, copyPart, isEmptyClip, readClip } from "@/core/graph/clipboard";
import { placeClip } from "@/core/graph/paste";
import { kinds } from "@/nodes/definitions";
import type { CanvasEdge, CanvasElement } from "../../canvas/view";
import { useEditorStore } from "../EditorContext";
import { useEditorCommands } from "./CommandsContext";
import type { EditorCommand } from "./command";
import { duplicateTarget, type PasteTarget, pasteTarget } from "./pasteTarget";
import { isMac } from "./platform";
import { shortcutText } from "./shortcut";
import { hasNodes } from "./useEditCommands";
import { usePointer } from "./usePointer";
import { isTyping } from "./useShortcuts";

const newId = (kind: string): string => `${kind}-${uuid().slice(0, 8)}`;

/** Keys for copying mean the canvas unless a field, a dialog or chosen text has a nearer claim. */
const isElsewhere = ({ target }: Event): boolean =>
  isTyping(target) ||
  (target instanceof Element && target.closest("[aria-modal=true]") !== null) ||
  (document.getSelection()?.toString() ?? "") !== "";

/** Any other text becomes a note. */
const noteOf = (text: string): Clip => ({
  format: CLIP_FORMAT,
  nodes: [],
  edges: [],
  notes: [{ id: "text", text: text.trim().slice(0, 10_000), position: { x: 0, y: 0 }, size: { width: 240, height: 144 } }],
});

/** Copy, cut, paste and duplicate, through the system's clipboard, so that they work between graphs, tabs and workspaces. */
export function useClipboard() {
  const t = useTranslations("commands");
  const store = useEditorStore();
  const pointer = usePointer();
  const { getNodes, screenToFlowPosition } = useReactFlow<CanvasElement, CanvasEdge>();

  const work = useMemo(() => {
    const clipOf = (): Clip => {
      const { document, selection } = store.getState();
      return copyPart(document, selection.nodes);
    };
    const put = (clip: Clip, { into, at }: PasteTarget) => {
      const { document, perform, select } = store.getState();
      const placed = placeClip(document, clip, { into, at, newId, kinds });
      if (placed.nodes.length + placed.notes.length === 0) {
        notifications.show({ id: "paste", message: t("pasted.ends") });
        return;
      }
      perform(placed.command);
      select({ nodes: [...placed.nodes, ...placed.notes], edges: [] });
    };
    const remove = () => {
      const { selection, perform } = store.getState();
      perform({ type: "removeElements", nodes: selection.nodes, edges: selection.edges });
    };
    const paste = (text: string, at: ReturnType<typeof pointer.now>) => {
      const read = readClip(text);
      if (read.type === "unreadable") {
        notifications.show({ id: "paste", color: "yellow", message: t(`pasted.${read.code}`) });
        return;
      }
      const clip = read.type === "clip" ? read.clip : noteOf(read.text);
      const { document, selection } = store.getState();
      const sizes = new Map(getNodes().flatMap(({ id, data }) => (data.size === undefined ? [] : [[id, data.size] as const])));
      const pane = window.document.querySelector(".react-flow")?.getBoundingClientRect() ?? new DOMRect();
      const centre = screenToFlowPosition({ x: pane.x + pane.width / 2, y: pane.y + pane.height / 2 });
      put(clip, pasteTarget(clip, { document, selected: selection.nodes, sizes, pointer: at, centre }));
    };
    return {
      clipOf,
      remove,
      paste,
      duplicate: () => {
        const clip = clipOf();
        if (!isEmptyClip(clip)) put(clip, duplicateTarget(clip, store.getState().document));
      },
    };
  }, [store, t, getNodes, screenToFlowPosition]);

  useEffect(() => {
    const onCopy = (event: ClipboardEvent) => {
      const clip = work.clipOf();
      if (isElsewhere(event) || isEmptyClip(clip)) return;
      event.preventDefault();
      event.clipboardData?.setData("text/plain", JSON.stringify(clip));
      if (event.type === "cut") work.remove();
    };
    const onPaste = (event: ClipboardEvent) => {
      if (isElsewhere(event)) return;
      event.preventDefault();
      work.paste(event.clipboardData?.getData("text/plain") ?? "", pointer.now());
    };
    document.addEventListener("copy", onCopy);
    document.addEventListener("cut", onCopy);
    document.addEventListener("paste", onPaste);
    return () => {
      document.removeEventListener("copy", onCopy);
      document.removeEventListener("cut", onCopy);
      document.removeEventListener("paste", onPaste);
    };
  }, [work, pointer]);

  const commands = useMemo((): EditorCommand[] => {
    const copyNow = () => writeText(JSON.stringify(work.clipOf()));
    /** From a menu only a browser that has been allowed to reads the clipboard; the keys always work. */
    const pasteNow = async () => {
      try {
        work.paste(await navigator.clipboard.readText(), pointer.last());
      } catch {
        notifications.show({ id: "paste", message: t("pasted.keys", { keys: shortcutText("Mod+V", isMac()) }) });
      }
    };
    return [
      {
        id: "cut",
        title: t("title.cut"),
        group: "edit",
        icon: IconCut,
        shortcuts: ["Mod+X"],
        browserKeys: true,
        menus: ["node"],
        isEnabled: hasNodes,
        run: () => {
          copyNow();
          work.remove();
        },
      },
      {
        id: "copy",
        title: t("title.copy"),
        group: "edit",
        icon: IconCopy,
        shortcuts: ["Mod+C"],
        browserKeys: true,
        menus: ["node"],
        isEnabled: hasNodes,
        run: copyNow,
      },
      {
        id: "paste",
        title: t("title.paste"),
        group: "edit",
        icon: IconClipboard,
        shortcuts: ["Mod+V"],
        browserKeys: true,
        menus: ["node", "canvas"],
        run: () => void pasteNow(),
      },
      {
        id: "duplicate",
        title: t("title.duplicate"),
        group: "edit",
        icon: IconCopyPlus,
        shortcuts: ["Mod+D"],
        menus: ["node"],
        isEnabled: hasNodes,
        run: work.duplicate,
      },
    ];
  }, [t, work, pointer]);
  useEditorCommands(commands);
}

/** Puts a text into the clipboard from a click; this needs no permission, nor a secure origin. */
function writeText(text: string): void {
  const onCopy = (event: ClipboardEvent) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    event.clipboardData?.setData("text/plain", text);
  };
  document.addEventListener("copy", onCopy, { capture: true, once: true });
  document.execCommand("copy");
  document.removeEventListener("copy", onCopy, { capture: true });
}
