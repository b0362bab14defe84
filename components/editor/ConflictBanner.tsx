"use client";

import { Button, Group } from "@mantine/core";
import { IconGitMerge } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { GraphDocument } from "@/core/graph/document";
import { useErrorText } from "../format/sentences";
import { useTRPCClient } from "../trpc";
import classes from "./Editor.module.css";
import { useEditor, useEditorStore } from "./EditorContext";
import { unsavedStore } from "./unsaved";

/** Tells that somebody else saved the graph meanwhile, and lets the person decide without losing either side. */
export function ConflictBanner() {
  const t = useTranslations("editor.conflict");
  const errorText = useErrorText();
  const store = useEditorStore();
  const client = useTRPCClient();
  const conflict = useEditor(({ saving }) => saving.state === "conflict");
  const load = useMutation({
    mutationFn: () => client.graphs.get.query({ id: store.getState().graph.id }),
    onSuccess: ({ draft, revision }) => {
      const { graph, saved, takeTheirs } = store.getState();
      unsavedStore(graph.id, window.localStorage).drop(saved.revision);
      takeTheirs(draft, revision);
    },
  });
  if (!conflict) return null;
  return (
    <div className={classes.banner} role="alert">
      <IconGitMerge size={18} aria-hidden />
      <div>
        <strong>{t("title")}</strong> {load.error === null ? t("text") : errorText(load.error)}
      </div>
      <Group gap={6} wrap="nowrap">
        <Button size="compact-sm" variant="subtle" onClick={() => download(store.getState().graph.slug, store.getState().document)}>
          {t("download")}
        </Button>
        <Button size="compact-sm" variant="default" loading={load.isPending} onClick={() => load.mutate()}>
          {t("theirs")}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => store.getState().keepMine()}>
          {t("mine")}
        </Button>
      </Group>
    </div>
  );
}

function download(slug: string, graph: GraphDocument) {
  const url = URL.createObjectURL(new Blob([JSON.stringify(graph, null, 2)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${slug}.minnow.json`;
  link.click();
  URL.revokeObjectURL(url);
}
