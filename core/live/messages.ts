import { z } from "zod";
import { Position } from "../graph/document";

/** Who else is in a graph, and where. */
export const Presence = z.object({
  /** One open tab. */
  client: z.string().min(1).max(64),
  name: z.string().max(200),
  /** Where the pointer is, in the canvas's coordinates; null when it is elsewhere. */
  cursor: Position.nullable(),
  selection: z.array(z.string().max(64)).max(50),
});
export type Presence = z.infer<typeof Presence>;

/** What is told of those who have a graph open. */
export type GraphNews =
  /** `person` is one and the same in all tabs of somebody. */
  | { type: "presence"; presence: Presence; person: string }
  /** Somebody has come and wants to know who is there. */
  | { type: "hello"; client: string }
  | { type: "left"; client: string };

/** What an open editor hears of a graph. */
export type LiveMessage =
  /** A Yjs update (V2) with what the listener doesn't have yet, in base64. */
  | { type: "edits"; update: string; revision: number }
  /** `own` when it is another tab of the listener. */
  | (Extract<GraphNews, { type: "presence" }> & { own: boolean })
  | Exclude<GraphNews, { type: "presence" }>;
