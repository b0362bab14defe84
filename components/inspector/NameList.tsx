"use client";

import { ActionIcon, Button, Group, Select, Stack, Text } from "@mantine/core";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { ChosenType, type NamedPort } from "@/core/graph/names";
import { NameInput } from "./NameInput";

/** The first of `base`, `base2`, `base3`, … that is free. */
export function freePortName(taken: readonly string[], base: string): string {
  if (!taken.includes(base)) return base;
  for (let number = 2; ; number++) if (!taken.includes(`${base}${number}`)) return `${base}${number}`;
}

type Props = {
  label: string;
  hint?: string;
  ports: readonly NamedPort[];
  /** `renamed` maps the old name to the new when the change was a rename. */
  onChange(ports: NamedPort[], renamed?: Record<string, string>): void;
  /** Can each port have a type of its own? */
  typed?: boolean;
  base?: string;
  min?: number;
};

/** Named ports in order: add, rename, type, move up, remove. */
export function NameList({ label, hint, ports, onChange, typed = false, base = "value", min = 1 }: Props) {
  const t = useTranslations("editor.names");
  const names = ports.map(({ name }) => name);
  return (
    <Stack gap={6}>
      <div>
        <Text size="sm" fw={500}>
          {label}
        </Text>
        {hint !== undefined && (
          <Text size="xs" c="var(--minnow-text-dim)">
            {hint}
          </Text>
        )}
      </div>
      {ports.map((port, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the position identifies the entry, its name is what changes
        <Group key={index} gap={4} wrap="nowrap" align="flex-start">
          <NameInput
            flex={1}
            value={port.name}
            aria-label={t("name", { label, number: index + 1 })}
            taken={names.filter((_, other) => other !== index)}
            onRename={(name) => onChange(ports.with(index, { ...port, name }), { [port.name]: name })}
          />
          {typed && (
            <TypeSelect
              w={104}
              label={t("type", { name: port.name })}
              value={port.type}
              onChange={(type) => onChange(ports.with(index, { ...port, type }))}
            />
          )}
          <ActionIcon
            aria-label={t("up", { name: port.name })}
            disabled={index === 0}
            onClick={() => onChange(ports.with(index - 1, port).with(index, ports[index - 1] ?? port))}
          >
            <IconArrowUp size={14} />
          </ActionIcon>
          <ActionIcon
            aria-label={t("remove", { name: port.name })}
            disabled={ports.length <= min}
            onClick={() => onChange(ports.toSpliced(index, 1))}
          >
            <IconTrash size={14} />
          </ActionIcon>
        </Group>
      ))}
      <Button
        variant="default"
        size="compact-xs"
        w="fit-content"
        leftSection={<IconPlus size={12} />}
        onClick={() => onChange([...ports, { name: freePortName(names, base), type: "any" }])}
      >
        {t("add")}
      </Button>
    </Stack>
  );
}

type TypeSelectProps = { label: string; value: ChosenType; onChange(type: ChosenType): void; w?: number; visibleLabel?: boolean };

/** Chooses a port type. */
export function TypeSelect({ label, value, onChange, w, visibleLabel = false }: TypeSelectProps) {
  const t = useTranslations("editor.names");
  return (
    <Select
      size="xs"
      w={w}
      {...(visibleLabel ? { label } : { "aria-label": label })}
      allowDeselect={false}
      value={value}
      data={ChosenType.options.map((type) => ({ value: type, label: t(`types.${type}`) }))}
      onChange={(chosen) => {
        const type = ChosenType.safeParse(chosen);
        if (type.success) onChange(type.data);
      }}
    />
  );
}
