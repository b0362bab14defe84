import { createStore } from "zustand/vanilla";
import type { LiveMessage, Presence } from "@/core/live/messages";

/** Someone else in the graph; `at` is when they were last heard of, in milliseconds since 1970. */
export type Person = Omit<Presence, "client"> & { client: string; at: number; colour: number; person: string; own: boolean };
type Mine = Omit<Presence, "name">;

export type PresenceState = {
  /** This tab. */
  client: string;
  /** Everyone else, in the order in which they came. */
  others: readonly Person[];
  /** Takes in what was heard of somebody else. */
  hear(message: Exclude<LiveMessage, { type: "edits" }>): void;
  /** Where this tab's person is; told to the others, if there are any. */
  be(change: Partial<Pick<Mine, "cursor" | "selection">>): void;
  /** Sets how the others are told. @returns stops telling */
  speak(tell: (mine: Mine) => void): () => void;
  forgetAll(): void;
};

export type PresenceStore = ReturnType<typeof createPresence>;

/** How many colours tell people apart. */
export const COLOURS = 8;
/** Between two messages, in milliseconds. */
const PAUSE = 100;
/** Says that one is still here, and forgets who hasn't said so for long. */
const PULSE = 15_000;
const LOST = 40_000;
/** What somebody said on the way out may be heard after they have gone. */
const ECHO = 5_000;
/** A message has room for so many. */
const SELECTED = 50;

/** Who is in the graph. A person who moves is told of at once, and again at most every `PAUSE`. */
export function createPresence(client: string, now: () => number = Date.now) {
  return createStore<PresenceState>()((set, get) => {
    let mine: Mine = { client, cursor: null, selection: [] };
    let tell: (mine: Mine) => void = () => {};
    let timer: ReturnType<typeof setTimeout> | null = null;
    let unsaid = false;
    const say = () => {
      if (timer !== null) {
        unsaid = true;
        return;
      }
      tell(mine);
      timer = setTimeout(() => {
        timer = null;
        if (unsaid) say();
        unsaid = false;
      }, PAUSE);
    };
    const gone = new Map<string, number>();
    const without = (gone: string) => get().others.filter(({ client: other }) => other !== gone);
    return {
      client,
      others: [],
      hear(message) {
        if (message.type === "hello") {
          gone.delete(message.client);
          say();
        } else if (message.type === "left") {
          gone.set(message.client, now());
          set({ others: without(message.client) });
        } else if (now() - (gone.get(message.presence.client) ?? Number.NEGATIVE_INFINITY) >= ECHO) {
          const known = get().others.findIndex(({ client: other }) => other === message.presence.client);
          const person = {
            ...message.presence,
            person: message.person,
            own: message.own,
            at: now(),
            colour: colourOf(message.presence.client),
          };
          if (known >= 0) set({ others: get().others.with(known, person) });
          else {
            set({ others: [...get().others, person] });
            say();
          }
        }
      },
      be(change) {
        mine = { ...mine, ...change, ...(change.selection !== undefined && { selection: change.selection.slice(0, SELECTED) }) };
        if (get().others.length > 0) say();
      },
      speak(say) {
        tell = say;
        const pulse = setInterval(() => {
          if (get().others.length > 0) tell(mine);
          const here = get().others.filter(({ at }) => now() - at < LOST);
          if (here.length < get().others.length) set({ others: here });
        }, PULSE);
        return () => {
          tell = () => {};
          clearInterval(pulse);
          if (timer !== null) clearTimeout(timer);
          timer = null;
        };
      },
      forgetAll() {
        set({ others: [] });
      },
    };
  });
}

function colourOf(client: string): number {
  let sum = 0;
  for (const character of client) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return sum % COLOURS;
}
