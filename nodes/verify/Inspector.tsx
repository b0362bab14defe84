"use client";

import { Stack, Textarea } from "@mantine/core";
import { useTranslations } from "next-intl";
import { z } from "zod";
import { AssignmentEditor } from "@/components/inspector/AssignmentEditor";
import type { InspectorProps } from "@/components/inspector/contract";
import { ExpressionField } from "@/components/inspector/ExpressionField";
import { ChoiceField, NumberField, SwitchField, useFieldTexts } from "@/components/inspector/fields";
import { ModelSelect } from "@/components/inspector/ModelChooser";
import { TaskEditor } from "@/components/inspector/TaskEditor";
import { OnReject, type Verifier, type verify } from "./definition";

const VerifierType = z.enum(["model", "expression"]);

const newVerifier = (type: Verifier["type"]): Verifier =>
  type === "model" ? { type, model: null, criteria: "" } : { type, when: "answer != ''", feedback: "" };

export function VerifyInspector({ node, config, change, models }: InspectorProps<z.output<typeof verify.config>>) {
  const t = useTranslations("editor.verify");
  const texts = useFieldTexts("verify");
  const { task, assignment, verifier, attempts, escalateTo, onReject } = config;
  const changeVerifier = (changed: Verifier) => change({ ...config, verifier: changed });
  return (
    <Stack gap="md">
      <AssignmentEditor
        nodeId={node.id}
        models={models}
        assignment={assignment}
        schema={task.output.type === "json"}
        onChange={(chosen) => change({ ...config, assignment: chosen })}
      />
      <ChoiceField
        {...texts("verifier")}
        schema={VerifierType}
        options={VerifierType.options}
        value={verifier.type}
        nameOf={(type) => t(`verifiers.${type}`)}
        onChange={(type) => changeVerifier(newVerifier(type))}
      />
      {verifier.type === "model" ? (
        <>
          <ModelSelect
            part="verifier"
            label={t("model")}
            models={models}
            value={verifier.model}
            onChange={(model) => changeVerifier({ ...verifier, model })}
          />
          <Textarea
            size="xs"
            autosize
            minRows={2}
            maxRows={10}
            label={t("criteria")}
            description={t("criteriaHint")}
            value={verifier.criteria}
            onChange={(event) => changeVerifier({ ...verifier, criteria: event.currentTarget.value })}
          />
        </>
      ) : (
        <>
          <ExpressionField
            id={`${node.id}/verifier`}
            label={t("when")}
            hint={t("whenHint")}
            value={verifier.when}
            onChange={(when) => changeVerifier({ ...verifier, when })}
          />
          <Textarea
            size="xs"
            autosize
            maxRows={6}
            label={t("feedback")}
            description={t("feedbackHint")}
            value={verifier.feedback}
            onChange={(event) => changeVerifier({ ...verifier, feedback: event.currentTarget.value })}
          />
        </>
      )}
      <NumberField {...texts("attempts")} min={1} max={10} value={attempts} onChange={(most) => change({ ...config, attempts: most })} />
      <SwitchField
        label={t("escalate")}
        value={escalateTo !== null}
        onChange={(wanted) =>
          change({ ...config, escalateTo: wanted ? (models.find((model) => model.class === "llm")?.key ?? null) : null })
        }
      />
      {escalateTo !== null && (
        <ModelSelect
          {...texts("escalateTo")}
          models={models}
          value={escalateTo}
          onChange={(model) => change({ ...config, escalateTo: model })}
        />
      )}
      <ChoiceField
        {...texts("onReject")}
        schema={OnReject}
        options={OnReject.options}
        value={onReject}
        nameOf={(choice) => t(`onReject.${choice}`)}
        onChange={(choice) => change({ ...config, onReject: choice })}
      />
      <TaskEditor nodeId={node.id} task={task} onChange={(changed, renames) => change({ ...config, task: changed }, renames)} />
    </Stack>
  );
}
