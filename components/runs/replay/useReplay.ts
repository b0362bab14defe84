"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import type { RunView } from "@/core/engine/events";
import { momentsOf, runAt, spanOf } from "@/core/engine/replay";
import { kinds } from "@/nodes/definitions";

/** How long a replay takes at the pace that suits every run. Milliseconds. */
export const SHORT_MS = 8_000;

export const paces = ["short", "real"] as const;
export type Pace = (typeof paces)[number];

export type Replay = {
  /** Where the slider stands, and its ends. Milliseconds since 1970. */
  at: number;
  startMs: number;
  endMs: number;
  /** It stands at the end, and goes with it while the run goes on. */
  atEnd: boolean;
  /** The run as it was there; the same object as long as nothing changes. */
  shown: RunView;
  playing: boolean;
  pace: Pace;
  /** Is there a moment before, or after? */
  hasPrevious: boolean;
  hasNext: boolean;
  setPace(pace: Pace): void;
  seek(at: number): void;
  previous(): void;
  next(): void;
  toStart(): void;
  toEnd(): void;
  toggle(): void;
};

const waits = (kind: string): boolean => kinds(kind)?.waits === true;

export const wantsLessMotion = (): boolean => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

type Start = "end" | "start" | "playing";

/**
 * A run to be looked at as it was at any moment, and played.
 * @param now end of a run that still goes on, in milliseconds since 1970
 * @param start where it stands at first
 */
export function useReplay(run: RunView, now: number, start: Start = "end"): Replay {
  const moments = useMemo(() => momentsOf(run), [run]);
  const { startMs, endMs } = spanOf(run, now);
  // Null is the end, wherever that gets to.
  const [position, setPosition] = useState<number | null>(() => (start === "end" ? null : startMs));
  const [playing, setPlaying] = useState(start === "playing");
  const [pace, setPace] = useState<Pace>("short");
  const at = position === null ? endMs : Math.min(Math.max(position, startMs), endMs);
  const moment = position === null ? Number.POSITIVE_INFINITY : (moments.findLast((known) => known <= at) ?? startMs);
  const shown = useMemo(() => runAt(run, moment, waits), [run, moment]);

  const state = useRef({ at, endMs, moments });
  state.current = { at, endMs, moments };
  const rate = pace === "real" ? 1 : Math.max(endMs - startMs, 1) / SHORT_MS;
  useEffect(() => {
    if (!playing) return;
    const stepwise = wantsLessMotion();
    const [from, began] = [state.current.at, performance.now()];
    let frame = requestAnimationFrame(function play(time) {
      const { endMs, moments } = state.current;
      const reached = from + Math.max(time - began, 0) * rate;
      if (reached >= endMs) {
        setPosition(null);
        setPlaying(false);
        return;
      }
      setPosition(stepwise ? (moments.findLast((known) => known <= reached) ?? reached) : reached);
      frame = requestAnimationFrame(play);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, rate]);

  const go = (to: number | null) => {
    setPlaying(false);
    setPosition(to === null || to >= endMs ? null : to);
  };
  const before = moments.findLast((known) => known < at);
  const after = position === null ? undefined : moments.find((known) => known > at);
  return {
    at,
    startMs,
    endMs,
    atEnd: position === null,
    shown,
    playing,
    pace,
    hasPrevious: before !== undefined,
    hasNext: position !== null,
    setPace,
    seek: go,
    previous: () => go(before ?? startMs),
    next: () => go(after ?? null),
    toStart: () => go(startMs),
    toEnd: () => go(null),
    toggle() {
      if (!playing && position === null) setPosition(startMs);
      setPlaying(!playing);
    },
  };
}
