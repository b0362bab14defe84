"use client";

import { Group, NumberInput, Select, Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { type NodeSettings, type OnError, settingsOf } from "@/core/graph/document";
import type { JsonObject } from "@/core/graph/json";
import { portsOf } from "@/core/graph/kind";
import { kinds } from "@/nodes/definitions";
import { type NodeShell, useEditor, useEditorStore } from "../editor/EditorContext";
import { readObject, useJsonPlace } from "../format/jsonText";
import { CodeField } from "./CodeField";
import { Section } from "./Section";

const actions = ["fail", "route", "default"] as const;

/** How a node is run, whatever its kind: time limit, retries, and what happens when it still fails. */
export function GeneralSettings({ node }: { node: NodeShell }) {
  const t = useTranslations("editor.settings");
  const perform = useEditor((state) => state.perform);
  const settings = settingsOf(node);
  const change = (part: Partial<NodeSettings>, field: string) =>
    perform({ type: "changeSettings", id: node.id, settings: part }, `settings ${node.id} ${field}`);
  const store = useEditorStore();
  const onErrorOf = (action: OnError["action"]): OnError => {
    if (action !== "default") return { action };
    const now = store.getState().document.nodes.find(({ id }) => id === node.id);
    const outputs = now === undefined ? [] : portsOf({ ...now, settings: {} }, kinds).outputs;
    return { action, outputs: Object.fromEntries(outputs.map(({ name }) => [name, null])) };
  };
  return (
    <Section title={t("title")} startOpen={false}>
      <Stack gap={10}>
        <Group grow gap={8} align="flex-start">
          <NumberInput
            size="xs"
            label={t("timeout")}
            suffix=" s"
            min={0.1}
            max={3_600}
            decimalScale={1}
            value={settings.timeoutMs / 1_000}
            onChange={(seconds) => {
              if (typeof seconds === "number" && seconds >= 0.1 && seconds <= 3_600)
                change({ timeoutMs: Math.round(seconds * 1_000) }, "timeout");
            }}
          />
          <NumberInput
            size="xs"
            label={t("retries")}
            min={0}
            max={10}
            allowDecimal={false}
            value={settings.retries}
            onChange={(retries) => {
              if (typeof retries === "number" && retries >= 0 && retries <= 10) change({ retries }, "retries");
            }}
          />
        </Group>
        <Select
          size="xs"
          label={t("onError")}
          allowDeselect={false}
          value={settings.onError.action}
          data={actions.map((action) => ({ value: action, label: t(`actions.${action}`) }))}
          onChange={(value) => {
            const action = actions.find((known) => known === value);
            if (action !== undefined) change({ onError: onErrorOf(action) }, "onError");
          }}
        />
        <Text size="xs" c="var(--minnow-text-dim)">
          {t(`actionHints.${settings.onError.action}`)}
        </Text>
        {settings.onError.action === "default" && (
          <DefaultOutputs
            key={node.id}
            outputs={settings.onError.outputs}
            onChange={(values) => change({ onError: { action: "default", outputs: values } }, "default")}
          />
        )}
      </Stack>
    </Section>
  );
}

function DefaultOutputs({ outputs, onChange }: { outputs: JsonObject; onChange(outputs: JsonObject): void }) {
  const t = useTranslations("editor.settings");
  const common = useTranslations("common");
  const place = useJsonPlace();
  const [text, setText] = useState(() => JSON.stringify(outputs, null, 2));
  const [slip, setSlip] = useState<string | null>(null);
  return (
    <CodeField
      title={t("defaultOutputs")}
      label={t("defaultOutputs")}
      language="json"
      value={text}
      error={slip}
      onChange={(next) => {
        setText(next);
        const read = readObject(next);
        setSlip(read.ok ? null : read.slip === null ? t("notObject") : common("notJson", { place: place(read.slip) }));
        if (read.ok) onChange(read.value);
      }}
    />
  );
}
