"use client";

import { ActionIcon, Button, Group, Stack, Text } from "@mantine/core";
import { IconArrowUp, IconPlus, IconTrash } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { z } from "zod";
import type { InspectorProps } from "@/components/inspector/contract";
import { ExpressionField } from "@/components/inspector/ExpressionField";
import classes from "@/components/inspector/Inspector.module.css";
import { NameInput } from "@/components/inspector/NameInput";
import { freePortName } from "@/components/inspector/NameList";
import type { router } from "./definition";

export function RouterInspector({ node, config, change }: InspectorProps<z.output<typeof router.config>>) {
  const t = useTranslations("editor.router");
  const { cases } = config;
  const names = cases.map(({ name }) => name);
  return (
    <Stack gap={10}>
      {cases.map((branch, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the position identifies the branch, its name is what changes
        <fieldset key={index} className={classes.entry} aria-label={t("branch", { name: branch.name })}>
          <Group gap={4} wrap="nowrap" align="flex-start">
            <NameInput
              flex={1}
              value={branch.name}
              aria-label={t("name", { number: index + 1 })}
              taken={names.filter((_, other) => other !== index)}
              reserved={["else", "error"]}
              onRename={(name) => change({ cases: cases.with(index, { ...branch, name }) }, { outputs: { [branch.name]: name } })}
            />
            <ActionIcon
              aria-label={t("up", { name: branch.name })}
              disabled={index === 0}
              onClick={() => change({ cases: cases.with(index - 1, branch).with(index, cases[index - 1] ?? branch) })}
            >
              <IconArrowUp size={14} />
            </ActionIcon>
            <ActionIcon
              aria-label={t("remove", { name: branch.name })}
              disabled={cases.length === 1}
              onClick={() => change({ cases: cases.toSpliced(index, 1) })}
            >
              <IconTrash size={14} />
            </ActionIcon>
          </Group>
          <ExpressionField
            id={`${node.id}/case ${branch.name}`}
            name={t("condition", { name: branch.name })}
            value={branch.when}
            onChange={(when) => change({ cases: cases.with(index, { ...branch, when }) })}
          />
        </fieldset>
      ))}
      <Text size="xs" c="var(--minnow-text-dim)">
        {t("else")}
      </Text>
      <Button
        variant="default"
        size="compact-sm"
        w="fit-content"
        leftSection={<IconPlus size={13} />}
        onClick={() => change({ cases: [...cases, { name: freePortName(names, "branch"), when: "true" }] })}
      >
        {t("add")}
      </Button>
    </Stack>
  );
}
