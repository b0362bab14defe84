"use client";

import { Stack } from "@mantine/core";
import { AssignmentEditor } from "@/components/inspector/AssignmentEditor";
import type { InspectorProps } from "@/components/inspector/contract";
import { TaskEditor } from "@/components/inspector/TaskEditor";
import type { ModelConfig } from "./definition";

export function ModelInspector({ node, config, change, models }: InspectorProps<ModelConfig>) {
  return (
    <Stack gap="md">
      <AssignmentEditor
        nodeId={node.id}
        models={models}
        assignment={config.assignment}
        schema={config.task.output.type === "json"}
        onChange={(assignment) => change({ ...config, assignment })}
      />
      <TaskEditor nodeId={node.id} task={config.task} onChange={(task, renames) => change({ ...config, task }, renames)} />
    </Stack>
  );
}
