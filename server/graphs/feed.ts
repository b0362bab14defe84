import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import { type GraphNews, Presence } from "@/core/live/messages";
import type { DatabaseClient, Queryable } from "@/db/client";
import { channels } from "../engine/channels";
import type { GraphNewsFeed } from "../services";

const Notice = z.discriminatedUnion("type", [
  z.object({ type: z.literal("edited") }),
  z.object({ type: z.literal("presence"), presence: Presence, person: z.string() }),
  z.object({ type: z.literal("hello"), client: z.string() }),
  z.object({ type: z.literal("left"), client: z.string() }),
]);
type Notice = z.infer<typeof Notice>;

/** A notification's payload has room for 8,000 bytes. */
const ROOM = 7_900;

/** Tells every process that has watchers of a graph. Inside a transaction it is told when that commits. */
export async function notifyGraph(db: Queryable, graphId: string, notice: Notice): Promise<void> {
  const payload = JSON.stringify({ graphId, notice });
  if (Buffer.byteLength(payload) > ROOM) return;
  await db.execute(sql`select pg_notify(${channels.graphs}, ${payload})`);
}

const Payload = z.object({ graphId: z.string(), notice: Notice });

/** How many messages wait for a slow watcher; beyond that the oldest go. Edits are no messages: they are read from the database. */
const WAITING = 200;

type Watcher = { edited: boolean; messages: GraphNews[]; wake: (() => void) | null };

/** What happens in open graphs: one listening connection for all watchers of a process. */
export async function openGraphNewsFeed(database: DatabaseClient): Promise<GraphNewsFeed & { close(): Promise<void> }> {
  const watchers = new Map<string, Set<Watcher>>();
  const tell = (graphId: string, notice: Notice) => {
    for (const watcher of watchers.get(graphId) ?? []) {
      if (notice.type === "edited") watcher.edited = true;
      else {
        watcher.messages.push(notice);
        if (watcher.messages.length > WAITING) watcher.messages.shift();
      }
      watcher.wake?.();
    }
  };
  const listener = await database.sql.listen(
    channels.graphs,
    (payload) => {
      const { graphId, notice } = Payload.parse(JSON.parse(payload));
      tell(graphId, notice);
    },
    // After a reconnection nobody knows what was missed.
    () => {
      for (const graphId of watchers.keys()) tell(graphId, { type: "edited" });
    },
  );
  return {
    subscribe(graphId) {
      const watcher: Watcher = { edited: false, messages: [], wake: null };
      const others = watchers.get(graphId) ?? new Set();
      watchers.set(graphId, others.add(watcher));
      return {
        async next(signal) {
          signal.throwIfAborted();
          if (!watcher.edited && watcher.messages.length === 0) {
            await new Promise<void>((resolve) => {
              watcher.wake = resolve;
              signal.addEventListener("abort", () => resolve(), { once: true });
            });
            watcher.wake = null;
            signal.throwIfAborted();
          }
          const { edited, messages } = watcher;
          watcher.edited = false;
          watcher.messages = [];
          return { edited, messages };
        },
        close() {
          others.delete(watcher);
          if (others.size === 0 && watchers.get(graphId) === others) watchers.delete(graphId);
          watcher.wake?.();
        },
      };
    },
    close: () => listener.unlisten(),
  };
}
