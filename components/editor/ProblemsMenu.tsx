"use client";

import { Button, Popover, Stack, Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Problem } from "@/core/graph/validate";
import classes from "./Editor.module.css";
import { useEditor, useEditorStore } from "./EditorContext";
import { ProblemList } from "./ProblemList";

/** How many problems the graph has; opens their list. */
export function ProblemsMenu() {
  const t = useTranslations("editor.problems");
  const store = useEditorStore();
  const problems = useEditor((state) => state.problems);
  const [open, setOpen] = useState(false);
  const errors = problems.filter(({ severity }) => severity === "error").length;
  const goTo = (problem: Problem) => {
    setOpen(false);
    if (problem.nodeId !== undefined) store.getState().focusNode(problem.nodeId);
    else if (problem.edgeId !== undefined) store.getState().select({ nodes: [], edges: [problem.edgeId] });
  };
  return (
    <Popover opened={open} onChange={setOpen} width={380} position="bottom-end" shadow="md" withArrow>
      <Popover.Target>
        <Button
          size="xs"
          variant="subtle"
          color={errors > 0 ? "red" : problems.length > 0 ? "yellow" : "gray"}
          className={classes.problems}
          data-severity={errors > 0 ? "error" : problems.length > 0 ? "warning" : "none"}
          leftSection={problems.length === 0 ? <IconCircleCheck size={15} /> : <IconAlertTriangle size={15} />}
          aria-label={t("count", { count: problems.length })}
          onClick={() => setOpen(!open)}
        >
          <span className={classes.drawing}>{t("count", { count: problems.length })}</span>
        </Button>
      </Popover.Target>
      <Popover.Dropdown p="xs">
        {problems.length === 0 ? (
          <Text size="sm">{t("none")}</Text>
        ) : (
          <Stack gap={6} mah={420} style={{ overflow: "auto" }}>
            <ProblemList problems={problems} onOpen={goTo} />
          </Stack>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
