"use client";

import { ActionIcon, Button, Group, Select, Stack } from "@mantine/core";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { PromptMessage } from "@/core/graph/task";
import { CodeField } from "./CodeField";
import classes from "./Inspector.module.css";
import { VariableLine } from "./VariableLine";

const roles = ["system", "user", "assistant"] as const;

type Props = {
  messages: PromptMessage[];
  /** Offered after `{{`. */
  names: readonly string[];
  onChange(messages: PromptMessage[]): void;
};

/** The messages of a prompt, each with its role. */
export function MessageList({ messages, names, onChange }: Props) {
  const t = useTranslations("editor.prompt");
  return (
    <Stack gap={8}>
      {messages.map((message, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the position identifies the message, its text is what changes
        <div key={index} className={classes.message}>
          <div className={classes.messageHead}>
            <Select
              size="xs"
              variant="unstyled"
              w={110}
              pl={8}
              aria-label={t("role", { number: index + 1 })}
              allowDeselect={false}
              value={message.role}
              data={roles.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
              onChange={(value) => {
                const role = roles.find((known) => known === value);
                if (role !== undefined) onChange(messages.with(index, { ...message, role }));
              }}
            />
            <span style={{ flex: 1 }} />
            <ActionIcon
              size="sm"
              aria-label={t("up", { number: index + 1 })}
              disabled={index === 0}
              onClick={() => onChange(messages.with(index - 1, message).with(index, messages[index - 1] ?? message))}
            >
              <IconArrowUp size={13} />
            </ActionIcon>
            <ActionIcon
              size="sm"
              aria-label={t("remove", { number: index + 1 })}
              disabled={messages.length === 1}
              onClick={() => onChange(messages.toSpliced(index, 1))}
            >
              <IconTrash size={13} />
            </ActionIcon>
          </div>
          <CodeField
            label={t("message", { role: t(`roles.${message.role}`), number: index + 1 })}
            language="template"
            variables={names}
            hint={t("hint")}
            value={message.content}
            onChange={(content) => onChange(messages.with(index, { ...message, content }))}
          />
        </div>
      ))}
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap={8}>
        <VariableLine templates={messages.map(({ content }) => content)} />
        <Button
          variant="default"
          size="compact-xs"
          flex="none"
          leftSection={<IconPlus size={12} />}
          onClick={() => onChange([...messages, { role: messages.at(-1)?.role === "user" ? "assistant" : "user", content: "" }])}
        >
          {t("add")}
        </Button>
      </Group>
    </Stack>
  );
}
