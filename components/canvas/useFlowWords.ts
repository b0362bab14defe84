import type { AriaLabelConfig } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { useMemo } from "react";

/** React Flow's own texts in the reader's language. */
export function useFlowWords(): Partial<AriaLabelConfig> {
  const t = useTranslations("editor");
  return useMemo(
    () => ({
      "controls.zoomIn.ariaLabel": t("zoomIn"),
      "controls.zoomOut.ariaLabel": t("zoomOut"),
      "controls.fitView.ariaLabel": t("fitView"),
      "controls.ariaLabel": t("controls"),
      "node.a11yDescription.default": t("nodeKeys"),
      "node.a11yDescription.keyboardDisabled": t("nodeKeys"),
      "node.a11yDescription.ariaLiveMessage": ({ x, y }) => t("movedTo", { x: Math.round(x), y: Math.round(y) }),
      "edge.a11yDescription.default": t("edgeKeys"),
    }),
    [t],
  );
}
