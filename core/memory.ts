import { z } from "zod";

/** A message of a conversation that is remembered. */
export const Remembered = z.object({ role: z.enum(["user", "assistant"]), content: z.string() });
export type Remembered = z.infer<typeof Remembered>;

/** How much is given back: the last messages, and no more characters than that in all. */
export type MemorySize = { messages: number; characters: number };

/** The latest messages that fit, oldest first. The last one always does, cut at its start if it must be. */
export function lastThatFit(messages: readonly Remembered[], size: MemorySize): Remembered[] {
  const kept: Remembered[] = [];
  let room = size.characters;
  for (const message of messages.slice(-size.messages).toReversed()) {
    if (message.content.length > room && kept.length > 0) break;
    kept.push(message.content.length > room ? { ...message, content: message.content.slice(-room) } : message);
    room -= message.content.length;
    if (room <= 0) break;
  }
  return kept.toReversed();
}
