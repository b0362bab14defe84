"use client";

import { Radio, Stack } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { z } from "zod";
import type { InspectorProps } from "@/components/inspector/contract";
import { NameList } from "@/components/inspector/NameList";
import { MergeMode, type merge } from "./definition";

export function MergeInspector({ config, change }: InspectorProps<z.output<typeof merge.config>>) {
  const t = useTranslations("editor.merge");
  return (
    <Stack gap="md">
      <NameList
        label={t("inputs")}
        hint={t("inputsHint")}
        ports={config.inputs.map((name) => ({ name, type: "any" }))}
        base="branch"
        onChange={(inputs, renamed) => change({ ...config, inputs: inputs.map(({ name }) => name) }, renamed && { inputs: renamed })}
      />
      <Radio.Group
        label={t("gives")}
        value={config.mode}
        onChange={(value) => {
          const mode = MergeMode.safeParse(value);
          if (mode.success) change({ ...config, mode: mode.data });
        }}
      >
        <Stack gap={8} mt={6}>
          {MergeMode.options.map((mode) => (
            <Radio key={mode} size="xs" value={mode} label={t(`modes.${mode}`)} description={t(`modeHints.${mode}`)} />
          ))}
        </Stack>
      </Radio.Group>
    </Stack>
  );
}
