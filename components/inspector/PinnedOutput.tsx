"use client";

import { ActionIcon, Button, Collapse, Group, Tooltip } from "@mantine/core";
import { IconPencil, IconPinFilled, IconPinnedOff } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { JsonObject } from "@/core/graph/json";
import { type NodeShell, useEditor } from "../editor/EditorContext";
import { readObject, useJsonPlace } from "../format/jsonText";
import { CodeField } from "./CodeField";
import classes from "./Inspector.module.css";

/** Says that the node gives a pinned output, which can be edited here and taken away. */
export function PinnedOutput({ node: { id, pinned } }: { node: NodeShell }) {
  const t = useTranslations("debugging");
  const perform = useEditor((state) => state.perform);
  const [open, setOpen] = useState(false);
  if (pinned === undefined) return null;
  return (
    <section className={classes.pinned} aria-label={t("pinned")}>
      <Group gap={6} wrap="nowrap">
        <IconPinFilled size={14} aria-hidden />
        <span style={{ flex: 1 }}>{t("pinnedHint")}</span>
        <Tooltip label={t("edit")}>
          <ActionIcon size="sm" aria-label={t("edit")} aria-expanded={open} onClick={() => setOpen(!open)}>
            <IconPencil size={14} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t("unpin")}>
          <ActionIcon size="sm" aria-label={t("unpin")} onClick={() => perform({ type: "pinOutput", id, outputs: null })}>
            <IconPinnedOff size={14} />
          </ActionIcon>
        </Tooltip>
      </Group>
      <Collapse expanded={open}>{open && <PinEditor id={id} outputs={pinned} />}</Collapse>
    </section>
  );
}

function PinEditor({ id, outputs }: { id: string; outputs: JsonObject }) {
  const t = useTranslations("debugging");
  const common = useTranslations("common");
  const place = useJsonPlace();
  const perform = useEditor((state) => state.perform);
  const [text, setText] = useState(() => JSON.stringify(outputs, null, 2));
  const [slip, setSlip] = useState<string | null>(null);
  const change = (next: string) => {
    setText(next);
    const read = readObject(next);
    setSlip(read.ok ? null : read.slip === null ? t("notObject") : common("notJson", { place: place(read.slip) }));
    if (read.ok) perform({ type: "pinOutput", id, outputs: read.value }, `pin ${id}`);
  };
  return <CodeField label={t("pinnedValue")} language="json" minHeight={96} value={text} onChange={change} error={slip} />;
}

/** Pins what a node gave; what was pinned before makes way. */
export function PinButton({ node, outputs }: { node: NodeShell; outputs: JsonObject }) {
  const t = useTranslations("debugging");
  const perform = useEditor((state) => state.perform);
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconPinFilled size={13} />}
      title={t("pinHint")}
      onClick={() => perform({ type: "pinOutput", id: node.id, outputs })}
    >
      {t("pin")}
    </Button>
  );
}
