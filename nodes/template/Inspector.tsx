"use client";

import { Stack } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { z } from "zod";
import { CodeField } from "@/components/inspector/CodeField";
import type { InspectorProps } from "@/components/inspector/contract";
import { renamedVariable } from "@/components/inspector/ports";
import { useVariableNames, VariableLine } from "@/components/inspector/VariableLine";
import type { template } from "./definition";

export function TemplateInspector({ node, config, change }: InspectorProps<z.output<typeof template.config>>) {
  const t = useTranslations("editor.template");
  return (
    <Stack gap={6}>
      <CodeField
        title={t("text")}
        label={t("text")}
        hint={t("hint")}
        language="template"
        minHeight={140}
        maxHeight={520}
        variables={useVariableNames(node.id)}
        value={config.text}
        onChange={(text) => change({ text }, renamedVariable([config.text], [text]))}
      />
      <VariableLine templates={[config.text]} />
    </Stack>
  );
}
