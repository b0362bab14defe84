"use client";

import { SegmentedControl, Select, Stack, Text, Textarea } from "@mantine/core";
import { useTranslations } from "next-intl";
import { type Assignment, assignedModels, Gate } from "@/core/graph/assignment";
import type { ModelInfo } from "@/core/models";
import { ExpressionField } from "./ExpressionField";
import { NumberField, SwitchField } from "./fields";
import { FallbackSelect, ModelSelect } from "./ModelChooser";
import { Section } from "./Section";

type Props = {
  nodeId: string;
  models: readonly ModelInfo[];
  assignment: Assignment;
  /** Does the task ask for JSON of a schema? */
  schema: boolean;
  /** May it be a cascade? */
  cascades?: boolean;
  onChange(assignment: Assignment): void;
};

/** Who answers: one model, or a small one first and a large one when the gate isn't sure. */
export function AssignmentEditor({ nodeId, models, assignment, schema, cascades = true, onChange }: Props) {
  const t = useTranslations("editor.model");
  const change = (type: string) => {
    const { fallback, reuse } = assignment;
    const [first = null, second = null] = assignedModels(assignment);
    if (type === assignment.type) return;
    if (type === "single") onChange({ type, model: first, fallback, reuse });
    else
      onChange({
        type: "cascade",
        first,
        escalateTo: fallback.includes(second ?? "") ? null : second,
        gate: firstGate(schema),
        fallback,
        reuse,
      });
  };
  return (
    <Stack gap={8}>
      {cascades && (
        <SegmentedControl
          size="xs"
          aria-label={t("assignment")}
          value={assignment.type}
          onChange={change}
          data={[
            { value: "single", label: t("single") },
            { value: "cascade", label: t("cascade") },
          ]}
        />
      )}
      {assignment.type === "single" ? (
        <ModelSelect
          label={t("model")}
          models={models}
          value={assignment.model}
          onChange={(model) => onChange({ ...assignment, model, fallback: assignment.fallback.filter((key) => key !== model) })}
        />
      ) : (
        <>
          <ModelSelect
            label={t("first")}
            models={models}
            value={assignment.first}
            onChange={(first) => onChange({ ...assignment, first })}
          />
          <GateEditor nodeId={nodeId} models={models} gate={assignment.gate} onChange={(gate) => onChange({ ...assignment, gate })} />
          <ModelSelect
            label={t("then")}
            models={models}
            value={assignment.escalateTo}
            onChange={(escalateTo) => onChange({ ...assignment, escalateTo })}
          />
        </>
      )}
      <Section title={t("fallback")} startOpen={assignment.fallback.length > 0 || assignment.reuse}>
        <FallbackSelect
          models={models}
          except={assignedModels({ ...assignment, fallback: [] })}
          value={assignment.fallback}
          onChange={(fallback) => onChange({ ...assignment, fallback })}
        />
        <SwitchField
          label={t("reuse")}
          hint={t("reuseHint")}
          value={assignment.reuse}
          onChange={(reuse) => onChange({ ...assignment, reuse })}
        />
      </Section>
    </Stack>
  );
}

const gateTypes = Gate.options.map(({ shape }) => shape.type.value);
const firstGate = (schema: boolean): Gate => (schema ? { type: "schema" } : newGate("agreement"));

function newGate(type: Gate["type"]): Gate {
  switch (type) {
    case "schema":
      return { type };
    case "probability":
      return { type, atLeast: 0.9 };
    case "agreement":
      return { type, samples: 3, atLeast: 0.6 };
    case "verifier":
      return { type, model: null, criteria: "" };
    case "expression":
      return { type, when: "answer != ''" };
  }
}

type GateProps = { nodeId: string; models: readonly ModelInfo[]; gate: Gate; onChange(gate: Gate): void };

function GateEditor({ nodeId, models, gate, onChange }: GateProps) {
  const t = useTranslations("editor.model");
  return (
    <>
      <Select
        size="xs"
        label={t("gate")}
        description={t(`gateHints.${gate.type}`)}
        allowDeselect={false}
        value={gate.type}
        data={gateTypes.map((type) => ({ value: type, label: t(`gates.${type}`) }))}
        onChange={(type) => {
          const known = gateTypes.find((candidate) => candidate === type);
          if (known !== undefined && known !== gate.type) onChange(newGate(known));
        }}
      />
      {gate.type === "agreement" && (
        <NumberField
          label={t("gateSamples")}
          min={2}
          max={15}
          value={gate.samples}
          onChange={(samples) => onChange({ ...gate, samples })}
        />
      )}
      {(gate.type === "agreement" || gate.type === "probability") && (
        <NumberField
          label={t(`atLeast.${gate.type}`)}
          min={0}
          max={100}
          suffix=" %"
          value={Math.round(gate.atLeast * 100)}
          onChange={(percent) => onChange({ ...gate, atLeast: percent / 100 })}
        />
      )}
      {gate.type === "verifier" && (
        <>
          <ModelSelect
            part="verifier"
            label={t("verifier")}
            models={models}
            value={gate.model}
            onChange={(model) => onChange({ ...gate, model })}
          />
          <Textarea
            size="xs"
            autosize
            minRows={2}
            maxRows={10}
            label={t("criteria")}
            description={t("criteriaHint")}
            value={gate.criteria}
            onChange={(event) => onChange({ ...gate, criteria: event.currentTarget.value })}
          />
        </>
      )}
      {gate.type === "expression" && (
        <ExpressionField
          id={`${nodeId}/gate`}
          label={t("condition")}
          hint={t("conditionHint")}
          value={gate.when}
          onChange={(when) => onChange({ ...gate, when })}
        />
      )}
      <Text size="xs" c="var(--minnow-text-dim)">
        {t("gateUncalibrated")}
      </Text>
    </>
  );
}
