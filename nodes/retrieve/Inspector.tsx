"use client";

import { Anchor, Select, Stack, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { InspectorProps } from "@/components/inspector/contract";
import { NumberField, useFieldTexts } from "@/components/inspector/fields";
import { useTRPC } from "@/components/trpc";
import { MAX_PASSAGES } from "@/core/knowledge/base";
import type { RetrieveConfig } from "./definition";

export function RetrieveInspector({ config, change }: InspectorProps<RetrieveConfig>) {
  const t = useTranslations("editor.retrieve");
  const texts = useFieldTexts("retrieve");
  const bases = useQuery(useTRPC().knowledge.list.queryOptions());
  const known = bases.data ?? [];
  const gone = config.base !== null && bases.data !== undefined && !known.some(({ id }) => id === config.base);
  return (
    <Stack gap="md">
      <Select
        size="sm"
        searchable
        label={texts("base").label}
        placeholder={t("choose")}
        nothingFoundMessage={t("none")}
        disabled={bases.data === undefined}
        data={[
          ...known.map(({ id, name }) => ({ value: id, label: name })),
          ...(gone ? [{ value: config.base ?? "", label: t("gone") }] : []),
        ]}
        value={config.base}
        error={config.base === null || gone}
        onChange={(base) => change({ ...config, base })}
      />
      <Text size="xs" c="var(--minnow-text-dim)">
        <Anchor component={Link} href="/data" size="xs">
          {known.length === 0 ? t("make") : t("open")}
        </Anchor>
      </Text>
      <NumberField {...texts("limit")} min={1} max={MAX_PASSAGES} value={config.limit} onChange={(limit) => change({ ...config, limit })} />
    </Stack>
  );
}
