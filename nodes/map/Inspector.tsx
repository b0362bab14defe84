"use client";

import { NumberInput, Radio, Stack } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { z } from "zod";
import type { InspectorProps } from "@/components/inspector/contract";
import { NameList } from "@/components/inspector/NameList";
import { type map, OnItemError } from "./definition";

export function MapInspector({ config, change }: InspectorProps<z.output<typeof map.config>>) {
  const t = useTranslations("editor.map");
  return (
    <Stack gap="md">
      <NumberInput
        label={t("concurrency")}
        description={t("concurrencyHint")}
        min={1}
        max={10_000}
        clampBehavior="strict"
        allowDecimal={false}
        value={config.concurrency}
        onChange={(value) => typeof value === "number" && value >= 1 && change({ ...config, concurrency: value })}
      />
      <Radio.Group
        label={t("onItemError")}
        value={config.onItemError}
        onChange={(value) => {
          const choice = OnItemError.safeParse(value);
          if (choice.success) change({ ...config, onItemError: choice.data });
        }}
      >
        <Stack gap={8} mt={6}>
          {OnItemError.options.map((choice) => (
            <Radio key={choice} size="xs" value={choice} label={t(`errors.${choice}`)} description={t(`errorHints.${choice}`)} />
          ))}
        </Stack>
      </Radio.Group>
      <NameList
        label={t("with")}
        hint={t("withHint")}
        ports={config.with.map((name) => ({ name, type: "any" }))}
        base="shared"
        min={0}
        onChange={(ports, renamed) =>
          change({ ...config, with: ports.map(({ name }) => name) }, renamed && { inputs: renamed, gives: renamed })
        }
      />
    </Stack>
  );
}
