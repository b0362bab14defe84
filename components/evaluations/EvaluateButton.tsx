"use client";

import { Button, Tooltip } from "@mantine/core";
import { IconMicroscope } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { EvaluateDialog } from "./EvaluateDialog";
import { useMayEvaluate } from "./Evaluating";

/** Opens the question what to evaluate a node with. */
export function EvaluateButton({ graphId, nodeId, nodeName }: { graphId: string; nodeId: string; nodeName: string }) {
  const t = useTranslations("evaluations");
  const allowed = useMayEvaluate();
  const [open, setOpen] = useState(false);
  if (!allowed) return null;
  return (
    <>
      <Tooltip label={t("evaluateHint")} multiline maw={260}>
        <Button size="xs" variant="light" leftSection={<IconMicroscope size={14} />} onClick={() => setOpen(true)}>
          {t("evaluate")}
        </Button>
      </Tooltip>
      {open && <EvaluateDialog graphId={graphId} nodeId={nodeId} nodeName={nodeName} onClose={() => setOpen(false)} />}
    </>
  );
}
