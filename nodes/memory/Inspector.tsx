"use client";

import { Stack, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { z } from "zod";
import type { InspectorProps } from "@/components/inspector/contract";
import { ChoiceField, NumberField, useFieldTexts } from "@/components/inspector/fields";
import { MemoryAction, type MemoryConfig } from "./definition";

const Role = z.enum(["user", "assistant"]);

export function MemoryInspector({ config, change }: InspectorProps<MemoryConfig>) {
  const t = useTranslations("editor.memory");
  const texts = useFieldTexts("memory");
  const { action, store, role, maxMessages, maxCharacters } = config;
  return (
    <Stack gap="md">
      <ChoiceField
        label={texts("action").label}
        schema={MemoryAction}
        options={MemoryAction.options}
        value={action}
        nameOf={(choice) => t(`actions.${choice}`)}
        onChange={(choice) => change({ ...config, action: choice })}
      />
      <TextInput
        size="xs"
        label={texts("store").label}
        description={texts("store").hint}
        maxLength={60}
        value={store}
        onChange={(event) => event.currentTarget.value.trim() !== "" && change({ ...config, store: event.currentTarget.value })}
      />
      {action === "add" && (
        <ChoiceField
          label={texts("role").label}
          schema={Role}
          options={Role.options}
          value={role}
          nameOf={(choice) => t(`roles.${choice}`)}
          onChange={(choice) => change({ ...config, role: choice })}
        />
      )}
      {action === "read" && (
        <>
          <NumberField
            {...texts("maxMessages")}
            min={1}
            max={1_000}
            value={maxMessages}
            onChange={(most) => change({ ...config, maxMessages: most })}
          />
          <NumberField
            {...texts("maxCharacters")}
            min={100}
            max={1_000_000}
            value={maxCharacters}
            onChange={(most) => change({ ...config, maxCharacters: most })}
          />
        </>
      )}
    </Stack>
  );
}
