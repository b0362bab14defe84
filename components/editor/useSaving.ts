"use client";

import { useEffect, useMemo, useRef } from "react";
import superjson from "superjson";
import { z } from "zod";
import { refusalOf } from "../format/sentences";
import { useTRPCClient } from "../trpc";
import { restoreUnsaved, type SaveResult, startSaving } from "./saving";
import { type EditorStore, isDirty } from "./store";
import { unsavedStore } from "./unsaved";

const ConflictDetails = z.object({ revision: z.number().int() });

/** The browser drops a request of more than 64 KB that outlives its page. */
const KEEPALIVE_LIMIT = 60_000;

/** Autosave of an open editor. @returns saves at once what is not saved yet */
export function useSaving(store: EditorStore): () => Promise<void> {
  const client = useTRPCClient();
  const restored = useRef(false);
  const saver = useRef<ReturnType<typeof startSaving>>(null);

  useEffect(() => {
    const { id } = store.getState().graph;
    const unsaved = unsavedStore(id, window.localStorage);
    if (!restored.current) restoreUnsaved(store, unsaved);
    restored.current = true;

    const save = async (request: Parameters<Parameters<typeof startSaving>[1]["save"]>[0]): Promise<SaveResult> => {
      try {
        const { revision } = await client.graphs.save.mutate({ id, ...request });
        return { type: "saved", revision };
      } catch (error) {
        const refusal = refusalOf(error);
        if (refusal === null) return { type: "unreachable", error };
        const details = ConflictDetails.safeParse(refusal.details);
        return refusal.code === "revision_conflict" && details.success
          ? { type: "conflict", revision: details.data.revision }
          : { type: "refused", error };
      }
    };
    const saving = startSaving(store, { save, unsaved });
    saver.current = saving;

    const leave = () => {
      const { document, saved, saving: status } = store.getState();
      if (!isDirty({ document, saved }) || status.state === "conflict" || status.state === "saving") return;
      const body = JSON.stringify(superjson.serialize({ id, revision: saved.revision, document }));
      // What doesn't fit stays in this browser's storage and is saved when the graph is opened again.
      if (body.length > KEEPALIVE_LIMIT) return;
      void fetch("/api/trpc/graphs.save", { method: "POST", headers: { "content-type": "application/json" }, body, keepalive: true });
    };
    const flush = () => void saving.flush();
    window.addEventListener("blur", flush);
    window.addEventListener("online", flush);
    window.addEventListener("beforeunload", leave);
    return () => {
      window.removeEventListener("blur", flush);
      window.removeEventListener("online", flush);
      window.removeEventListener("beforeunload", leave);
      void saving.flush();
      saving.stop();
    };
  }, [store, client]);

  return useMemo(() => async () => saver.current?.flush(), []);
}
