"use client";

import { useEffect, useMemo, useRef } from "react";
import superjson from "superjson";
import { decodeBytes, encodeBytes } from "@/core/live/bytes";
import { refusalOf } from "../format/sentences";
import { useTRPCClient } from "../trpc";
import { whenIdle } from "./idle";
import type { PresenceStore } from "./presence";
import { rehearse } from "./rehearse";
import { type SaveResult, startSaving } from "./saving";
import type { EditorStore } from "./store";
import { unsentStore } from "./unsent";

/** The browser drops a request of more than 64 KB that outlives its page. */
const KEEPALIVE_LIMIT = 60_000;

/**
 * Keeps an open editor and the server in step: own edits are sent as they are made, other people's come in, and everyone knows who is
 * there. A hidden tab doesn't listen, since a browser has few connections to give; it catches up when it is looked at again.
 * @returns saves at once what is not saved yet
 */
export function useLive(store: EditorStore, presence: PresenceStore): () => Promise<void> {
  const client = useTRPCClient();
  const saver = useRef<ReturnType<typeof startSaving>>(null);

  useEffect(() => {
    const { graph, shared } = store.getState();
    const { id } = graph;
    const tab = presence.getState().client;

    const push = async (update: Uint8Array): Promise<SaveResult> => {
      try {
        const { revision } = await client.graphs.push.mutate({ id, update: encodeBytes(update) });
        return { type: "saved", revision };
      } catch (error) {
        return { type: refusalOf(error) === null ? "unreachable" : "refused", error };
      }
    };
    const saving = startSaving(store, { push, unsent: unsentStore(id, tab, window.localStorage) });
    saver.current = saving;

    let following: { unsubscribe(): void } | null = null;
    const follow = () => {
      following ??= client.graphs.follow.subscribe(
        { id, client: tab, vector: encodeBytes(shared.vector()) },
        {
          onData(message) {
            if (message.type !== "edits") return presence.getState().hear(message);
            const update = decodeBytes(message.update);
            if (update !== null) shared.take(update);
            store.getState().setRevision(message.revision);
          },
          // A dropped connection comes back by itself; what ends for good, such as a deleted graph, the next save says.
          onError: (error) => console.warn("The graph is no longer followed", error),
        },
      );
    };
    const unfollow = () => {
      following?.unsubscribe();
      following = null;
      presence.getState().forgetAll();
    };
    let shown = false;
    const onVisibility = () => (shown && document.visibilityState === "visible" ? follow() : unfollow());
    // Following decodes the shared document, which takes long when it is large: the graph is drawn first.
    const unplan = whenIdle(() => {
      shown = true;
      onVisibility();
      rehearse(store.getState().document);
    });

    const silence = presence.getState().speak((mine) => {
      // Nobody waits for it, and the next one says it again.
      client.graphs.present.mutate({ id, presence: mine }).catch(() => {});
    });

    const leave = () => {
      const unsent = saving.unsent();
      if (unsent === null) return;
      const body = JSON.stringify(superjson.serialize({ id, update: encodeBytes(unsent) }));
      // What doesn't fit stays in this browser's storage and is sent when the graph is opened again.
      if (body.length > KEEPALIVE_LIMIT) return;
      void fetch("/api/trpc/graphs.push", { method: "POST", headers: { "content-type": "application/json" }, body, keepalive: true });
    };
    const flush = () => void saving.flush();
    window.addEventListener("blur", flush);
    window.addEventListener("online", flush);
    window.addEventListener("beforeunload", leave);
    document.addEventListener("visibilitychange", onVisibility);
    return () => {
      window.removeEventListener("blur", flush);
      window.removeEventListener("online", flush);
      window.removeEventListener("beforeunload", leave);
      document.removeEventListener("visibilitychange", onVisibility);
      unplan();
      silence();
      unfollow();
      void saving.flush();
      saving.stop();
    };
  }, [store, presence, client]);

  return useMemo(() => async () => saver.current?.flush(), []);
}
