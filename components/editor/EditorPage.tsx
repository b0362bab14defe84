"use client";

import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { decodeBytes } from "@/core/live/bytes";
import { refusalOf } from "../format/sentences";
import { useTRPC } from "../trpc";
import { Editor } from "./Editor";
import classes from "./Editor.module.css";
import { BrokenGraph, NotOpened } from "./later";

/** Reads a graph afresh and opens its editor. From then on the editor's own state is what counts. */
export function EditorPage({ graphId }: { graphId: string }) {
  const t = useTranslations("editor");
  const trpc = useTRPC();
  const { data, error, refetch } = useQuery(
    trpc.graphs.open.queryOptions(
      { id: graphId },
      { gcTime: 0, staleTime: Number.POSITIVE_INFINITY, refetchOnWindowFocus: false, refetchOnReconnect: false },
    ),
  );
  const opened = useMemo(() => data && { ...data, state: decodeBytes(data.state) ?? new Uint8Array() }, [data]);
  if (opened !== undefined) return <Editor key={opened.id} graph={opened} />;
  if (error === null) return <Loading label={t("opening")} />;
  const code = refusalOf(error)?.code;
  if (code === "document_unreadable" || code === "document_newer")
    return <BrokenGraph graphId={graphId} error={error} onMended={() => void refetch()} />;
  return <NotOpened error={error} retry={() => void refetch()} />;
}

function Loading({ label }: { label: string }) {
  return (
    <div className={classes.editor} role="status" aria-label={label}>
      <div className={classes.bar}>
        <Skeleton width={180} height={16} ml={12} />
      </div>
      <div className={classes.body} />
    </div>
  );
}
