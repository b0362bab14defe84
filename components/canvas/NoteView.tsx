"use client";

import { type NodeProps, NodeResizer } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { memo, useState } from "react";
import { useEditor } from "../editor/EditorContext";
import { MarkdownText } from "./MarkdownText";
import classes from "./Notes.module.css";
import type { CanvasNote } from "./view";

const SMALLEST = { width: 120, height: 64 };

/** A note on the canvas: words for people, in Markdown. It is written where it stands, or in the side panel. */
export const NoteView = memo(function NoteView({ id, data: { note }, selected }: NodeProps<CanvasNote>) {
  const t = useTranslations("canvas");
  const perform = useEditor((state) => state.perform);
  const readOnly = useEditor((state) => state.readOnly);
  const [writing, setWriting] = useState(false);
  return (
    <>
      <NodeResizer
        isVisible={selected && !readOnly}
        minWidth={SMALLEST.width}
        minHeight={SMALLEST.height}
        onResizeEnd={(_, { x, y, width, height }) =>
          perform({ type: "editNote", id, change: { position: { x, y }, size: { width, height } } }, `resize ${id}`)
        }
      />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a shortcut; the side panel does the same by keyboard */}
      <div
        className={classes.note}
        data-note-id={id}
        data-color={note.color ?? "yellow"}
        data-selected={selected || undefined}
        onDoubleClick={() => !readOnly && setWriting(true)}
      >
        {writing ? (
          <textarea
            className={`${classes.writing} nodrag nopan nowheel`}
            aria-label={t("noteText")}
            // biome-ignore lint/a11y/noAutofocus: the person just asked to write here
            autoFocus
            maxLength={10_000}
            value={note.text}
            onChange={(event) => perform({ type: "editNote", id, change: { text: event.currentTarget.value } }, `note ${id}`)}
            onBlur={() => setWriting(false)}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === "Escape") setWriting(false);
            }}
          />
        ) : note.text.trim() === "" ? (
          <p className={classes.empty}>{t("emptyNote")}</p>
        ) : (
          <MarkdownText text={note.text} />
        )}
      </div>
    </>
  );
});
