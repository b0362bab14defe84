"use client";

import { Alert, Button, FileButton, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { IconFileImport } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { type DragEvent, useState } from "react";
import type { GraphFile, Refusal } from "@/core/graph/interchange/file";
import type { ReadGraph } from "@/core/graph/interchange/read";
import { kinds } from "@/nodes/definitions";
import classes from "./Interchange.module.css";

type Props = {
  opened: boolean;
  onClose(): void;
  /** What is done with what was read, such as `Create the graph`. */
  action: string;
  /** Asks for a name, too. */
  named: boolean;
  busy?: boolean;
  error?: string | null;
  onImport(file: GraphFile): void;
};

/** Reads a graph's file, says what came of it, and hands it on. */
export function ImportDialog({ opened, onClose, ...rest }: Props) {
  const t = useTranslations("interchange");
  return (
    <Modal opened={opened} onClose={onClose} title={t("title")} size="lg">
      {opened && <Steps onClose={onClose} {...rest} />}
    </Modal>
  );
}

function Steps({ onClose, action, named, busy = false, error = null, onImport }: Omit<Props, "opened">) {
  const t = useTranslations("interchange");
  const [read, setRead] = useState<Extract<ReadGraph, { ok: true }> | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [pasted, setPasted] = useState("");
  const [name, setName] = useState("");
  const look = async (text: string, fileName: string) => {
    // The readers of foreign files are needed only here.
    const { readGraph } = await import("@/core/graph/interchange/read");
    const found = readGraph(text, fileName, { kinds, words: (code, params) => t(`note.${code}`, params) });
    setRefusal(found.ok ? null : found.refusal);
    setRead(found.ok ? found : null);
    if (found.ok) setName(found.file.name);
  };
  const take = async (file: File | null | undefined) => {
    if (file != null) await look(await file.text(), file.name.replace(/(\.minnow)?\.\w+$/, ""));
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    void take(event.dataTransfer.files[0]);
  };
  if (read !== null) {
    const { source, parts, mapped, file } = read;
    const { nodes, edges, notes } = file.document;
    return (
      <Stack gap="sm">
        <Text size="sm">
          {source === "minnow"
            ? t("nodes", { count: nodes.length, edges: edges.length })
            : `${t("found", { source: t(`source.${source}`), mapped, parts })} ${notes.length === 0 ? t("whole") : t("left", { count: notes.length })}`}
        </Text>
        {named && (
          <TextInput
            label={t("name")}
            maxLength={120}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
        )}
        {error !== null && (
          <Alert color="red" variant="light" role="alert">
            {error}
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={() => setRead(null)}>
            {t("again")}
          </Button>
          <Button loading={busy} onClick={() => onImport({ ...file, name: name.trim() === "" ? t("untitled") : name.trim() })}>
            {action}
          </Button>
        </Group>
      </Stack>
    );
  }
  return (
    <Stack gap="sm">
      <Text size="sm" c="var(--minnow-text-dim)">
        {t("what")}
      </Text>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same by keyboard */}
      <div className={classes.drop} onDrop={onDrop} onDragOver={(event) => event.preventDefault()}>
        <IconFileImport size={28} stroke={1.4} aria-hidden />
        <span>{t("drop")}</span>
        <FileButton accept=".json,.yml,.yaml,application/json,text/yaml" onChange={(file) => void take(file)}>
          {(props) => (
            <Button size="xs" variant="default" {...props}>
              {t("choose")}
            </Button>
          )}
        </FileButton>
      </div>
      <Textarea
        label={t("paste")}
        autosize
        minRows={3}
        maxRows={8}
        ff="monospace"
        value={pasted}
        onChange={(event) => setPasted(event.currentTarget.value)}
      />
      {refusal !== null && (
        <Alert color="red" variant="light" role="alert">
          {t(`refused.${refusal.code}`, refusal.params)}
        </Alert>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {t("cancel")}
        </Button>
        <Button disabled={pasted.trim() === ""} onClick={() => void look(pasted, "")}>
          {t("read")}
        </Button>
      </Group>
    </Stack>
  );
}
