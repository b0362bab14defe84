"use client";

import { IconPinFilled } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { GraphNode } from "@/core/graph/document";
import { useEditor, useEditorStore } from "../editor/EditorContext";
import classes from "./Canvas.module.css";

/** What is set on a node for runs of the draft: a breakpoint before it, an output pinned to it. */
export function NodeMarks({ node: { id, pinned } }: { node: GraphNode }) {
  const t = useTranslations("debugging");
  const store = useEditorStore();
  const stops = useEditor(({ breakpoints }) => breakpoints.has(id));
  return (
    <>
      {pinned !== undefined && (
        <span className={classes.pinned} role="img" aria-label={t("pinned")} title={t("pinnedHint")}>
          <IconPinFilled size={13} aria-hidden />
        </span>
      )}
      {stops && (
        <button
          type="button"
          className={`${classes.breakpoint} nodrag`}
          aria-label={t("removeBreakpoint")}
          title={t("breakpointHint")}
          onClick={(event) => {
            event.stopPropagation();
            const { breakpoints, setBreakpoints } = store.getState();
            setBreakpoints(new Set([...breakpoints].filter((other) => other !== id)));
          }}
        />
      )}
    </>
  );
}
