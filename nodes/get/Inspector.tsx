"use client";

import { Select } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import type { z } from "zod";
import { useEditor } from "@/components/editor/EditorContext";
import type { InspectorProps } from "@/components/inspector/contract";
import { useFieldTexts } from "@/components/inspector/fields";
import { kinds } from "../definitions";
import type { get } from "./definition";

export function GetInspector({ config, change }: InspectorProps<z.output<typeof get.config>>) {
  const t = useTranslations("editor.get");
  const texts = useFieldTexts("get");
  const nodes = useEditor((state) => state.document.nodes);
  const names = useMemo(() => {
    const variables = nodes.map((node) => kinds(node.kind)?.variableOf(node.config) ?? null);
    return variables.flatMap((variable) => (variable?.role === "set" ? [variable.name] : []));
  }, [nodes]);
  return (
    <Select
      size="xs"
      label={texts("name").label}
      description={names.length === 0 ? t("none") : undefined}
      data={[...new Set([...names, config.name])]}
      value={config.name}
      allowDeselect={false}
      error={names.length > 0 && !names.includes(config.name) ? t("unset") : undefined}
      onChange={(name) => name !== null && change({ name })}
    />
  );
}
