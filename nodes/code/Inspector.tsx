"use client";

import { Stack } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { z } from "zod";
import { CodeField } from "@/components/inspector/CodeField";
import type { InspectorProps } from "@/components/inspector/contract";
import { NameList, TypeSelect } from "@/components/inspector/NameList";
import type { code } from "./definition";

export function CodeInspector({ config, change }: InspectorProps<z.output<typeof code.config>>) {
  const t = useTranslations("editor.code");
  return (
    <Stack gap="md">
      <NameList
        label={t("inputs")}
        hint={t("inputsHint")}
        typed
        ports={config.inputs}
        min={0}
        onChange={(inputs, renamed) => change({ ...config, inputs }, renamed && { inputs: renamed })}
      />
      <TypeSelect visibleLabel label={t("gives")} value={config.result} onChange={(result) => change({ ...config, result })} />
      <CodeField
        title={t("source")}
        label={t("source")}
        language="javascript"
        minHeight={180}
        maxHeight={520}
        value={config.source}
        onChange={(source) => change({ ...config, source })}
      />
    </Stack>
  );
}
