"use client";

import { NumberInput, Radio, Stack } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { z } from "zod";
import type { InspectorProps } from "@/components/inspector/contract";
import { ExpressionField } from "@/components/inspector/ExpressionField";
import { NameList } from "@/components/inspector/NameList";
import { type loop, OnLimit } from "./definition";

export function LoopInspector({ node, config, change }: InspectorProps<z.output<typeof loop.config>>) {
  const t = useTranslations("editor.loop");
  return (
    <Stack gap="md">
      <NameList
        label={t("state")}
        hint={t("stateHint")}
        ports={config.state.map((name) => ({ name, type: "any" }))}
        base="state"
        onChange={(ports, renamed) =>
          change(
            { ...config, state: ports.map(({ name }) => name) },
            renamed && { inputs: renamed, outputs: renamed, gives: renamed, takes: renamed },
          )
        }
      />
      <ExpressionField
        id={`${node.id}/until`}
        label={t("until")}
        hint={t("untilHint")}
        mayBeEmpty
        value={config.until}
        onChange={(until) => change({ ...config, until })}
      />
      <NumberInput
        label={t("maxIterations")}
        min={1}
        max={10_000}
        clampBehavior="strict"
        allowDecimal={false}
        value={config.maxIterations}
        onChange={(value) => typeof value === "number" && value >= 1 && change({ ...config, maxIterations: value })}
      />
      <Radio.Group
        label={t("onLimit")}
        value={config.onLimit}
        onChange={(value) => {
          const choice = OnLimit.safeParse(value);
          if (choice.success) change({ ...config, onLimit: choice.data });
        }}
      >
        <Stack gap={8} mt={6}>
          {OnLimit.options.map((choice) => (
            <Radio key={choice} size="xs" value={choice} label={t(`limits.${choice}`)} />
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
