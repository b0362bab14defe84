"use client";

import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { GraphNode } from "@/core/graph/document";
import { useEditor } from "../editor/EditorContext";
import classes from "./Collapsed.module.css";

/** Shows or hides what is inside a container. */
export function CollapseButton({ node }: { node: GraphNode }) {
  const t = useTranslations("grouping");
  const perform = useEditor((state) => state.perform);
  const readOnly = useEditor((state) => state.readOnly);
  if (readOnly) return null;
  const collapsed = node.collapsed === true;
  const label = collapsed ? t("expand") : t("collapse");
  return (
    <button
      type="button"
      className={`${classes.chevron} nodrag nopan`}
      aria-label={`${label}: ${node.name}`}
      aria-expanded={!collapsed}
      title={label}
      onClick={(event) => {
        event.stopPropagation();
        perform({ type: "collapse", ids: [node.id], collapsed: !collapsed });
      }}
      onDoubleClick={(event) => event.stopPropagation()}
    >
      {collapsed ? <IconChevronRight size={15} aria-hidden /> : <IconChevronDown size={15} aria-hidden />}
    </button>
  );
}
