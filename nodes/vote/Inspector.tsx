"use client";

import { Stack, Textarea } from "@mantine/core";
import { useTranslations } from "next-intl";
import { z } from "zod";
import { AssignmentEditor } from "@/components/inspector/AssignmentEditor";
import type { InspectorProps } from "@/components/inspector/contract";
import { ChoiceField, NumberField, useFieldTexts } from "@/components/inspector/fields";
import { ModelSelect } from "@/components/inspector/ModelChooser";
import { TaskEditor } from "@/components/inspector/TaskEditor";
import type { vote } from "./definition";

const BallotType = z.enum(["majority", "judge"]);

export function VoteInspector({ node, config, change, models }: InspectorProps<z.output<typeof vote.config>>) {
  const t = useTranslations("editor.vote");
  const texts = useFieldTexts("vote");
  const { task, assignment, samples, ballot } = config;
  return (
    <Stack gap="md">
      <AssignmentEditor
        nodeId={node.id}
        models={models}
        assignment={assignment}
        schema={task.output.type === "json"}
        onChange={(chosen) => change({ ...config, assignment: chosen })}
      />
      <NumberField {...texts("samples")} min={2} max={25} value={samples} onChange={(count) => change({ ...config, samples: count })} />
      <ChoiceField
        {...texts("ballot")}
        schema={BallotType}
        options={BallotType.options}
        value={ballot.type}
        nameOf={(type) => t(`ballots.${type}`)}
        hintOf={(type) => t(`ballotHints.${type}`)}
        onChange={(type) => change({ ...config, ballot: type === "judge" ? { type, model: null, criteria: "" } : { type } })}
      />
      {ballot.type === "judge" && (
        <>
          <ModelSelect
            part="judge"
            label={t("judge")}
            models={models}
            value={ballot.model}
            onChange={(model) => change({ ...config, ballot: { ...ballot, model } })}
          />
          <Textarea
            size="xs"
            autosize
            minRows={2}
            maxRows={10}
            label={t("criteria")}
            value={ballot.criteria}
            onChange={(event) => change({ ...config, ballot: { ...ballot, criteria: event.currentTarget.value } })}
          />
        </>
      )}
      <TaskEditor nodeId={node.id} task={task} onChange={(changed, renames) => change({ ...config, task: changed }, renames)} />
    </Stack>
  );
}
