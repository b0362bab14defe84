"use client";

import { useTranslations } from "next-intl";
import type { z } from "zod";
import type { InspectorProps } from "@/components/inspector/contract";
import { NameList } from "@/components/inspector/NameList";
import type { race } from "./definition";

export function RaceInspector({ config, change }: InspectorProps<z.output<typeof race.config>>) {
  const t = useTranslations("editor.race");
  return (
    <NameList
      label={t("inputs")}
      hint={t("inputsHint")}
      ports={config.inputs.map((name) => ({ name, type: "any" }))}
      base="branch"
      min={2}
      onChange={(inputs, renamed) => change({ inputs: inputs.map(({ name }) => name) }, renamed && { inputs: renamed })}
    />
  );
}
