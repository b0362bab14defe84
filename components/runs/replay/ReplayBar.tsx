"use client";

import { ActionIcon, SegmentedControl, Slider, Tooltip } from "@mantine/core";
import { IconPlayerPauseFilled, IconPlayerPlayFilled, IconPlayerSkipBack, IconPlayerSkipForward } from "@tabler/icons-react";
import { useFormatter, useTranslations } from "next-intl";
import type { KeyboardEvent, ReactNode } from "react";
import { nodeNameOf, type RunView } from "@/core/engine/events";
import { isDecision } from "@/core/engine/firings";
import { hasFinished } from "@/core/engine/live";
import { useDuration } from "../../format/Quantity";
import classes from "./Replay.module.css";
import { type Pace, paces, type Replay, SHORT_MS } from "./useReplay";

/** Names told at most; the others are counted. */
const NAMES = 4;

/** The time of a run as a slider, and what ran at the moment it stands at. Arrow keys go from change to change. */
export function ReplayBar({ replay, children }: { replay: Replay; children?: ReactNode }) {
  const t = useTranslations("replay");
  const duration = usePreciseDuration();
  const { at, startMs, endMs, playing, shown } = replay;
  const time = t("time", { at: duration(at - startMs), length: duration(endMs - startMs) });
  const onKeyDown = (event: KeyboardEvent) => {
    const act = actionOf(event, replay);
    if (act === null) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  };
  return (
    <section className={`${classes.bar} nokey`} aria-label={t("title")} onKeyDownCapture={onKeyDown} data-replay>
      <div className={classes.buttons}>
        <Step label={t("previous")} disabled={!replay.hasPrevious} onClick={replay.previous}>
          <IconPlayerSkipBack size={16} />
        </Step>
        <Tooltip label={playing ? t("pause") : t("play")}>
          <ActionIcon variant="filled" color="water" size="md" aria-label={playing ? t("pause") : t("play")} onClick={replay.toggle}>
            {playing ? <IconPlayerPauseFilled size={15} /> : <IconPlayerPlayFilled size={15} />}
          </ActionIcon>
        </Tooltip>
        <Step label={t("next")} disabled={!replay.hasNext} onClick={replay.next}>
          <IconPlayerSkipForward size={16} />
        </Step>
      </div>
      <Slider
        className={classes.slider}
        min={0}
        max={Math.max(endMs - startMs, 1)}
        step={1}
        value={endMs === startMs ? 1 : at - startMs}
        onChange={(value) => replay.seek(startMs + value)}
        label={(value) => duration(value)}
        thumbLabel={t("slider")}
        thumbValueText={time}
        size="sm"
      />
      <span className={classes.time}>
        {time}
        {replay.atEnd && !hasFinished(shown.status) && <span className={classes.live}>{t("live")}</span>}
      </span>
      <SegmentedControl
        className={classes.pace}
        size="xs"
        aria-label={t("pace")}
        value={replay.pace}
        onChange={(value) => replay.setPace(value as Pace)}
        data={paces.map((pace) => ({ value: pace, label: t(`paces.${pace}`, { seconds: SHORT_MS / 1_000 }) }))}
      />
      {children !== undefined && <div className={classes.extra}>{children}</div>}
      <p className={classes.now} aria-live={playing ? "off" : "polite"} data-status={shown.status}>
        <Now run={shown} atEnd={replay.atEnd} />
      </p>
    </section>
  );
}

/** To the millisecond as far as a run of under a minute goes: changes often lie closer than the usual digits tell. */
function usePreciseDuration(): (ms: number) => string {
  const duration = useDuration();
  const common = useTranslations("common");
  const format = useFormatter();
  return (ms) =>
    ms < 1_000 || ms >= 60_000
      ? duration(ms)
      : common("seconds", { value: format.number(ms / 1_000, { minimumFractionDigits: 3, maximumFractionDigits: 3 }) });
}

function Step({ label, disabled, onClick, children }: { label: string; disabled: boolean; onClick(): void; children: ReactNode }) {
  return (
    <Tooltip label={label}>
      <ActionIcon variant="default" size="md" aria-label={label} disabled={disabled} onClick={onClick}>
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

/** What a key does here; keys of the choice of pace are its own. */
function actionOf({ key, target, altKey, ctrlKey, metaKey }: KeyboardEvent, replay: Replay): (() => void) | null {
  if (altKey || ctrlKey || metaKey || !(target instanceof HTMLElement) || target.closest("[role=radiogroup]") !== null) return null;
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return replay.previous;
    case "ArrowRight":
    case "ArrowUp":
      return replay.next;
    case "Home":
      return replay.toStart;
    case "End":
      return replay.toEnd;
    case " ":
      return target.closest("button") === null ? replay.toggle : null;
    default:
      return null;
  }
}

/** What runs at the moment, in words. */
function Now({ run, atEnd }: { run: RunView; atEnd: boolean }) {
  const t = useTranslations("replay");
  const status = useTranslations("runs.status");
  const format = useFormatter();
  if (atEnd && hasFinished(run.status)) return t("ended", { status: status(run.status) });
  if (run.status === "queued") return t("notBegun");
  const told = (status: "running" | "waiting"): string[] => {
    const under = run.activations.filter((firing) => firing.status === status && !isDecision(firing.path));
    const names = [...Map.groupBy(under, (firing) => nodeNameOf(run, firing))].map(([name, { length }]) =>
      length === 1 ? name : t("several", { name, count: length }),
    );
    return names.length > NAMES + 1 ? [...names.slice(0, NAMES), t("more", { count: names.length - NAMES })] : names;
  };
  const [running, waiting] = [told("running"), told("waiting")];
  const list = (names: string[]) => format.list(names, { type: "unit", style: "long" });
  if (running.length + waiting.length === 0) return t("nothing");
  return [
    ...(running.length > 0 ? [t("now", { nodes: list(running) })] : []),
    ...(waiting.length > 0 ? [t("waits", { nodes: list(waiting) })] : []),
  ].join(" · ");
}
