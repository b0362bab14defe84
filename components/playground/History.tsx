"use client";

import { Button, Menu, Text } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ModelInfo } from "@/core/models";
import { When } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import { glimpse } from "./form";
import classes from "./Playground.module.css";
import type { PastPrompt } from "./usePlayground";

/** What the person asked last; each comes back with its answers. */
export function History({ models, onOpen }: { models: readonly ModelInfo[]; onOpen(prompt: PastPrompt): void }) {
  const t = useTranslations("playground");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const [opened, setOpened] = useState(false);
  const { data, error } = useQuery(trpc.playground.history.queryOptions(undefined, { enabled: opened }));
  const label = (key: string) => models.find((model) => model.key === key)?.label ?? key;
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" width={420} withinPortal>
      <Menu.Target>
        <Button variant="default" leftSection={<IconHistory size={16} />}>
          {t("history")}
        </Button>
      </Menu.Target>
      <Menu.Dropdown className={classes.history}>
        {data?.map((prompt) => (
          <Menu.Item
            key={prompt.at}
            onClick={() => {
              onOpen(prompt);
              const [first] = prompt.runs;
              if (first !== undefined) window.history.replaceState(null, "", `?run=${first.runId}`);
            }}
          >
            <span className={classes.past}>
              <span>{glimpse(prompt)}</span>
              <small>
                <When at={prompt.at} /> · {prompt.runs.map(({ model }) => label(model)).join(", ")}
              </small>
            </span>
          </Menu.Item>
        ))}
        {(data === undefined || data.length === 0) && (
          <Text size="sm" p="xs" c="var(--minnow-text-dim)">
            {error !== null ? errorText(error) : data === undefined ? t("reading") : t("noHistory")}
          </Text>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
