"use client";

import { Stack } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { z } from "zod";
import type { InspectorProps } from "@/components/inspector/contract";
import { ExpressionField } from "@/components/inspector/ExpressionField";
import { useFieldTexts } from "@/components/inspector/fields";
import { NameList, TypeSelect } from "@/components/inspector/NameList";
import type { transform } from "./definition";

export function TransformInspector({ node, config, change }: InspectorProps<z.output<typeof transform.config>>) {
  const t = useTranslations("editor.code");
  const texts = useFieldTexts("transform");
  return (
    <Stack gap="md">
      <NameList
        label={texts("inputs").label}
        hint={t("inputsHint")}
        typed
        ports={config.inputs}
        onChange={(inputs, renamed) => change({ ...config, inputs }, renamed && { inputs: renamed })}
      />
      <ExpressionField
        id={`${node.id}/expression`}
        {...texts("expression")}
        value={config.expression}
        onChange={(expression) => change({ ...config, expression })}
      />
      <TypeSelect visibleLabel label={texts("result").label} value={config.result} onChange={(result) => change({ ...config, result })} />
    </Stack>
  );
}
