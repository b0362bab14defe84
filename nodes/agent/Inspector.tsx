"use client";

import { SegmentedControl, Stack, Text, Textarea } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useEditor } from "@/components/editor/EditorContext";
import { AssignmentEditor } from "@/components/inspector/AssignmentEditor";
import type { InspectorProps } from "@/components/inspector/contract";
import { NumberField, TemplateField, useFieldTexts } from "@/components/inspector/fields";
import classes from "@/components/inspector/Inspector.module.css";
import { Section } from "@/components/inspector/Section";
import { AnswerFields, SamplingFields } from "@/components/inspector/TaskEditor";
import { type AgentConfig, Permission, type ToolRule } from "./definition";

export function AgentInspector({ node, config, change, models }: InspectorProps<AgentConfig>) {
  const t = useTranslations("editor.agent");
  const texts = useFieldTexts("agent");
  const { task, assignment, tools, maxTurns } = config;
  const changeTask = (part: Partial<AgentConfig["task"]>, renames?: Parameters<typeof change>[1]) =>
    change({ ...config, task: { ...task, ...part } }, renames && { ...renames, gives: renames.inputs ?? {} });
  return (
    <Stack gap="md">
      <AssignmentEditor
        nodeId={node.id}
        models={models}
        assignment={assignment}
        schema={task.output.type === "json"}
        cascades={false}
        onChange={(chosen) => chosen.type === "single" && change({ ...config, assignment: chosen })}
      />
      <TemplateField
        nodeId={node.id}
        label={t("instructions")}
        value={task.instructions}
        others={[task.prompt]}
        onChange={(instructions, renames) => changeTask({ instructions }, renames)}
      />
      <TemplateField
        nodeId={node.id}
        label={t("prompt")}
        value={task.prompt}
        others={[task.instructions]}
        onChange={(prompt, renames) => changeTask({ prompt }, renames)}
      />
      <Tools id={node.id} rules={tools} onChange={(changed) => change({ ...config, tools: changed })} />
      <NumberField {...texts("maxTurns")} min={1} max={100} value={maxTurns} onChange={(most) => change({ ...config, maxTurns: most })} />
      <AnswerFields nodeId={node.id} output={task.output} onChange={(output) => changeTask({ output })} />
      <Section title={t("sampling")} startOpen={false}>
        <SamplingFields sampling={task.sampling} onChange={(sampling) => changeTask({ sampling })} />
      </Section>
    </Stack>
  );
}

const defaults: ToolRule = { description: "", permission: "allow" };

type ToolsProps = { id: string; rules: AgentConfig["tools"]; onChange(rules: AgentConfig["tools"]): void };

/** The nodes inside, each with what the model is told of it and whether a person is asked first. */
function Tools({ id, rules, onChange }: ToolsProps) {
  const t = useTranslations("editor.agent");
  const nodes = useEditor((state) => state.document.nodes);
  const tools = useMemo(() => nodes.filter(({ parentId }) => parentId === id), [nodes, id]);
  /** Rules of nodes that have left go with the next change. */
  const put = (tool: string, rule: ToolRule) =>
    onChange({
      ...Object.fromEntries(tools.flatMap((inside) => (rules[inside.id] ? [[inside.id, rules[inside.id] ?? defaults]] : []))),
      [tool]: rule,
    });
  return (
    <Section title={t("tools", { count: tools.length })}>
      {tools.length === 0 && (
        <Text size="xs" c="var(--minnow-text-dim)">
          {t("noTools")}
        </Text>
      )}
      {tools.map((tool) => {
        const rule = rules[tool.id] ?? defaults;
        return (
          <fieldset key={tool.id} className={classes.entry} aria-label={tool.name}>
            <Text size="xs" fw={600} mb={4}>
              {tool.name}
            </Text>
            {tool.kind !== "mcp" && (
              <Textarea
                size="xs"
                autosize
                maxRows={6}
                aria-label={t("description", { name: tool.name })}
                placeholder={t("descriptionHint")}
                value={rule.description}
                onChange={(event) => put(tool.id, { ...rule, description: event.currentTarget.value })}
              />
            )}
            <SegmentedControl
              size="xs"
              mt={6}
              aria-label={t("permission", { name: tool.name })}
              value={rule.permission}
              data={Permission.options.map((permission) => ({ value: permission, label: t(`permissions.${permission}`) }))}
              onChange={(permission) => put(tool.id, { ...rule, permission: Permission.parse(permission) })}
            />
          </fieldset>
        );
      })}
    </Section>
  );
}
