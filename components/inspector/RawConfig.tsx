"use client";

import { Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { GraphNode } from "@/core/graph/document";
import { JsonObject } from "@/core/graph/json";
import { useEditor } from "../editor/EditorContext";
import { CodeField } from "./CodeField";

/** A config this version has no form for, as JSON. */
export function RawConfig({ node }: { node: GraphNode }) {
  const t = useTranslations("editor.raw");
  const perform = useEditor((state) => state.perform);
  const [text, setText] = useState(() => JSON.stringify(node.config, null, 2));
  const [slip, setSlip] = useState<string | null>(null);
  const change = (next: string) => {
    setText(next);
    try {
      const parsed = JsonObject.safeParse(JSON.parse(next));
      setSlip(parsed.success ? null : t("notObject"));
      if (parsed.success) perform({ type: "configure", id: node.id, config: parsed.data }, `configure ${node.id}`);
    } catch (error) {
      setSlip(error instanceof Error ? error.message : String(error));
    }
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
