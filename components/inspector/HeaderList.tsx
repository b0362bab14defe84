"use client";

import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";

type Header = { name: string; value: string };
type Props = { label: string; headers: readonly Header[]; onChange(headers: Header[]): void };

const mono = { input: { fontFamily: "var(--mantine-font-family-monospace)" } };
const isName = (name: string) => /^[\w!#$%&'*+.^`|~-]{1,100}$/.test(name);

/** Headers of a request; values may hold variables and secrets. */
export function HeaderList({ label, headers, onChange }: Props) {
  const t = useTranslations("editor.http");
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {label}
      </Text>
      {headers.map((header, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: headers have no identity but their place
        <Group key={index} gap={4} wrap="nowrap">
          <TextInput
            size="xs"
            w={130}
            styles={mono}
            aria-label={t("headerName", { number: index + 1 })}
            value={header.name}
            onChange={(event) =>
              isName(event.currentTarget.value) && onChange(headers.with(index, { ...header, name: event.currentTarget.value }))
            }
          />
          <TextInput
            size="xs"
            flex={1}
            styles={mono}
            spellCheck={false}
            aria-label={t("headerValue", { name: header.name })}
            placeholder={t("headerHint")}
            value={header.value}
            onChange={(event) => onChange(headers.with(index, { ...header, value: event.currentTarget.value }))}
          />
          <ActionIcon aria-label={t("removeHeader", { name: header.name })} onClick={() => onChange(headers.toSpliced(index, 1))}>
            <IconTrash size={14} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="default"
        size="compact-xs"
        w="fit-content"
        leftSection={<IconPlus size={12} />}
        onClick={() =>
          onChange([
            ...headers,
            headers.length === 0
              ? { name: "Authorization", value: "Bearer {{secrets.TOKEN}}" }
              : { name: `X-Header-${headers.length}`, value: "" },
          ])
        }
      >
        {t("addHeader")}
      </Button>
    </Stack>
  );
}
