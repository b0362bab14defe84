"use client";

import { Stack, TagsInput, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { InspectorProps } from "@/components/inspector/contract";
import { useFieldTexts } from "@/components/inspector/fields";
import { HeaderList } from "@/components/inspector/HeaderList";
import type { McpConfig } from "./definition";

export function McpInspector({ node, config, change }: InspectorProps<McpConfig>) {
  const t = useTranslations("editor.mcp");
  const texts = useFieldTexts("mcp");
  const { url, headers, tool, allowed } = config;
  return (
    <Stack gap="md">
      <TextInput
        size="xs"
        spellCheck={false}
        label={texts("url").label}
        placeholder="https://example.com/mcp"
        value={url}
        onChange={(event) => change({ ...config, url: event.currentTarget.value })}
      />
      <HeaderList label={texts("headers").label} headers={headers} onChange={(changed) => change({ ...config, headers: changed })} />
      <TextInput
        size="xs"
        spellCheck={false}
        label={texts("tool").label}
        description={node.parentId === undefined ? t("toolHint") : t("toolHintInside")}
        value={tool ?? ""}
        onChange={(event) => change({ ...config, tool: event.currentTarget.value.trim() === "" ? null : event.currentTarget.value.trim() })}
      />
      <TagsInput
        size="xs"
        label={texts("allowed").label}
        description={texts("allowed").hint}
        value={allowed}
        onChange={(names) => change({ ...config, allowed: names })}
      />
    </Stack>
  );
}
