"use client";

import { TextInput, UnstyledButton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useErrorText } from "../format/sentences";
import { useTRPC } from "../trpc";
import classes from "./Editor.module.css";
import { useEditor, useEditorStore } from "./EditorContext";

/** The graph's name; a click makes it a field. */
export function GraphName() {
  const t = useTranslations("editor");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const store = useEditorStore();
  const { id, name, description } = useEditor((state) => state.graph);
  const [text, setText] = useState<string | null>(null);
  const rename = useMutation(
    trpc.graphs.rename.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.graphs.list.pathFilter()),
      onError: (error, request) => {
        if (store.getState().graph.name === request.name) store.getState().setGraph({ name });
        notifications.show({ color: "red", message: errorText(error) });
      },
    }),
  );
  const finish = (keep: boolean) => {
    const wanted = text?.trim() ?? "";
    setText(null);
    if (!keep || wanted === "" || wanted === name) return;
    store.getState().setGraph({ name: wanted });
    rename.mutate({ id, name: wanted, description });
  };
  if (text === null) {
    return (
      <UnstyledButton
        component="h1"
        className={classes.name}
        role="button"
        tabIndex={0}
        title={t("renameGraph")}
        onClick={() => setText(name)}
        onKeyDown={(event) => event.key === "Enter" && setText(name)}
      >
        {name}
      </UnstyledButton>
    );
  }
  return (
    <TextInput
      size="xs"
      w={220}
      autoFocus
      maxLength={120}
      aria-label={t("graphName")}
      value={text}
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        if (event.key === "Enter") finish(true);
        if (event.key === "Escape") finish(false);
      }}
    />
  );
}
