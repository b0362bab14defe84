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

/** What an open editor hears of a graph. */
export type LiveMessage =
  /** A Yjs update (V2) with what the listener doesn't have yet, in base64. */
  | { type: "edits"; update: string; revision: number }
  | { type: "presence"; presence: Presence }
  /** Somebody has come and wants to know who is there. */
  | { type: "hello"; client: string }
  | { type: "left"; client: string };
