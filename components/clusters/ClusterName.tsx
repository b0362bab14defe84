"use client";

import { ActionIcon, Button, Group, TextInput } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import type { ClusterReport } from "@/core/clustering/report";
import insights from "../insights/insights.module.css";

type Props = { cluster: ClusterReport; edits: boolean; isBusy: boolean; onRename(name: string): void };

/** A cluster's name, which can be changed; emptied it is told by its terms again. */
export function ClusterName({ cluster, edits, isBusy, onRename }: Props) {
  const t = useTranslations("clusters.name");
  const [text, setText] = useState<string | null>(null);
  const { label, terms, namedBy, parts } = cluster;
  const save = (event: FormEvent) => {
    event.preventDefault();
    onRename(text ?? "");
    setText(null);
  };
  if (text !== null)
    return (
      <form onSubmit={save}>
        <Group gap={6} wrap="nowrap">
          <TextInput
            size="xs"
            aria-label={t("field")}
            placeholder={terms.join(", ")}
            maxLength={80}
            value={text}
            data-autofocus
            ref={(input) => input?.focus()}
            onChange={({ currentTarget }) => setText(currentTarget.value)}
            onKeyDown={({ key }) => key === "Escape" && setText(null)}
          />
          <Button size="xs" type="submit" disabled={isBusy}>
            {t("save")}
          </Button>
          <Button size="xs" variant="default" onClick={() => setText(null)}>
            {t("cancel")}
          </Button>
        </Group>
      </form>
    );
  const notes = [
    namedBy === "model" && t("byModel"),
    namedBy !== null && terms.length > 0 && terms.join(", "),
    parts > 1 && t("parts", { parts }),
  ];
  return (
    <span>
      <span className={insights.name}>{label}</span>
      {edits && (
        <ActionIcon
          size="sm"
          variant="subtle"
          aria-label={t("rename", { name: label })}
          onClick={() => setText(namedBy === null ? "" : label)}
        >
          <IconPencil size={14} />
        </ActionIcon>
      )}
      <span className={insights.under}>{notes.filter((note) => note !== false).join(" · ")}</span>
    </span>
  );
}
