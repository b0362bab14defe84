"use client";

import { NumberInput, Stack } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { InspectorProps } from "@/components/inspector/contract";
import { ChoiceField, SwitchField, TemplateField, useFieldTexts } from "@/components/inspector/fields";
import { type HumanConfig, OnTimeout } from "./definition";

export function HumanInspector({ node, config, change }: InspectorProps<HumanConfig>) {
  const t = useTranslations("editor.human");
  const texts = useFieldTexts("human");
  const { instructions, mayEdit, timeoutMinutes, onTimeout } = config;
  return (
    <Stack gap="md">
      <TemplateField
        nodeId={node.id}
        label={texts("instructions").label}
        value={instructions}
        onChange={(text, renames) => change({ ...config, instructions: text }, renames)}
      />
      <SwitchField label={texts("mayEdit").label} value={mayEdit} onChange={(may) => change({ ...config, mayEdit: may })} />
      <NumberInput
        size="xs"
        label={texts("timeoutMinutes").label}
        description={texts("timeoutMinutes").hint}
        min={1}
        max={525_600}
        allowDecimal={false}
        value={timeoutMinutes ?? ""}
        onChange={(minutes) => {
          if (minutes === "") change({ ...config, timeoutMinutes: null });
          else if (typeof minutes === "number" && minutes >= 1 && minutes <= 525_600) change({ ...config, timeoutMinutes: minutes });
        }}
      />
      {timeoutMinutes !== null && (
        <ChoiceField
          label={texts("onTimeout").label}
          schema={OnTimeout}
          options={OnTimeout.options}
          value={onTimeout}
          nameOf={(choice) => t(`onTimeout.${choice}`)}
          onChange={(choice) => change({ ...config, onTimeout: choice })}
        />
      )}
    </Stack>
  );
}
