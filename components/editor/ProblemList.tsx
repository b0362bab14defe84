"use client";

import { Stack } from "@mantine/core";
import type { Problem } from "@/core/graph/validate";
import { SeverityIcon } from "../format/SeverityIcon";
import { useProblemText } from "../format/sentences";
import inspector from "../inspector/Inspector.module.css";
import classes from "./Editor.module.css";

/** Problems as sentences; a click goes to where each is. */
export function ProblemList({ problems, onOpen }: { problems: readonly Problem[]; onOpen(problem: Problem): void }) {
  const problemText = useProblemText();
  return (
    <Stack gap={6}>
      {problems.map((problem) => (
        <button
          type="button"
          key={JSON.stringify(problem)}
          className={`${inspector.problem} ${classes.problemButton}`}
          data-severity={problem.severity}
          disabled={problem.nodeId === undefined && problem.edgeId === undefined}
          onClick={() => onOpen(problem)}
        >
          <SeverityIcon severity={problem.severity} size={13} />
          <span>{problemText(problem)}</span>
        </button>
      ))}
    </Stack>
  );
}
