"use client";

import { useTranslations } from "next-intl";
import type { z } from "zod";
import type { InspectorProps } from "@/components/inspector/contract";
import { NameList } from "@/components/inspector/NameList";
import type { output } from "./definition";

export function OutputInspector({ config, change }: InspectorProps<z.output<typeof output.config>>) {
  const t = useTranslations("editor.output");
  return (
    <NameList
      label={t("fields")}
      hint={t("fieldsHint")}
      typed
      ports={config.fields}
      base="field"
      onChange={(fields, renamed) => change({ fields }, renamed && { inputs: renamed })}
    />
  );
}
