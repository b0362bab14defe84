"use client";

import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useEditorStore } from "../editor/EditorContext";
import { useAddMenu } from "./AddMenuContext";
import classes from "./EdgeTools.module.css";

/** What can be done with a connection, in its middle. */
export function EdgeTools({ id, x, y }: { id: string; x: number; y: number }) {
  const t = useTranslations("canvas");
  const store = useEditorStore();
  const menu = useAddMenu();
  if (menu === null) return null;
  return (
    <foreignObject x={x - 26} y={y - 13} width={52} height={26} className={classes.frame}>
      <div className={`${classes.tools} nodrag nopan`}>
        <button
          type="button"
          title={t("insertHere")}
          aria-label={t("insertHere")}
          onClick={(event) => {
            event.stopPropagation();
            menu.open({ at: { x: event.clientX, y: event.clientY }, edge: id });
          }}
        >
          <IconPlus size={14} aria-hidden />
        </button>
        <button
          type="button"
          title={t("disconnect")}
          aria-label={t("disconnect")}
          onClick={(event) => {
            event.stopPropagation();
            store.getState().perform({ type: "removeElements", nodes: [], edges: [id] });
          }}
        >
          <IconX size={14} aria-hidden />
        </button>
      </div>
    </foreignObject>
  );
}
