"use client";

import { Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { GraphNode } from "@/core/graph/document";
import { useEditor } from "../editor/EditorContext";
import { readObject, useJsonPlace } from "../format/jsonText";
import { CodeField } from "./CodeField";

/** A config this version has no form for, as JSON. */
export function RawConfig({ node }: { node: GraphNode }) {
  const t = useTranslations("editor.raw");
  const common = useTranslations("common");
  const place = useJsonPlace();
  const perform = useEditor((state) => state.perform);
  const [text, setText] = useState(() => JSON.stringify(node.config, null, 2));
  const [slip, setSlip] = useState<string | null>(null);
  const change = (next: string) => {
    setText(next);
    const read = readObject(next);
    setSlip(read.ok ? null : read.slip === null ? t("notObject") : common("notJson", { place: place(read.slip) }));
    if (read.ok) perform({ type: "configure", id: node.id, config: read.value }, `configure ${node.id}`);
  };
  return (
    <Stack gap={6}>
      <Text size="xs" c="var(--minnow-text-dim)">
        {t("why")}
      </Text>
      <CodeField label={t("config")} language="json" minHeight={200} value={text} onChange={change} error={slip} />
    </Stack>
  );
}
