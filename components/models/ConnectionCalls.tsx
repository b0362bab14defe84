"use client";

import { IconActivity, IconHourglass, IconMoon } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import type { ConnectionState } from "@/core/connectionState";
import { useTRPC } from "../trpc";
import classes from "./Models.module.css";

/** While something is under way it is looked at often; else now and then, in case something begins. */
const BUSY_MS = 3_000;
const IDLE_MS = 15_000;
const MOST_RESTING = 3;

const isBusy = ({ inFlight, waiting, limitedUntil, resting }: ConnectionState): boolean =>
  inFlight + waiting + resting.length > 0 || limitedUntil !== null;

/** What a connection's calls are doing now and were in the last hour. Nothing where there were none. */
export function ConnectionCalls({ connectionId }: { connectionId: string }) {
  const t = useTranslations("connectionState");
  const format = useFormatter();
  const trpc = useTRPC();
  const states = useQuery(
    trpc.models.connectionStates.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.some(isBusy) ? BUSY_MS : IDLE_MS),
    }),
  );
  const state = states.data?.find((one) => one.connectionId === connectionId);
  if (state === undefined) return null;
  const { inFlight, waiting, limitedUntil, resting, lastHour } = state;
  const time = (at: string) => format.dateTime(new Date(at), { timeStyle: "medium" });
  const { calls, retries, hedged, wonBySecond } = lastHour;
  return (
    <>
      {inFlight + waiting > 0 && (
        <p className={classes.status} data-state="busy">
          <IconActivity size={16} aria-hidden /> {t("now", { inFlight, waiting })}
        </p>
      )}
      {limitedUntil !== null && (
        <p className={classes.status} data-state="paused">
          <IconHourglass size={16} aria-hidden /> {t("limited", { time: time(limitedUntil) })}
        </p>
      )}
      {resting.slice(0, MOST_RESTING).map(({ model, until, trying }) => (
        <p key={model} className={classes.status} data-state="paused">
          <IconMoon size={16} aria-hidden /> <span>{trying ? t("trying", { model }) : t("resting", { model, time: time(until) })}</span>
        </p>
      ))}
      {resting.length > MOST_RESTING && <p className={classes.status}>{t("moreResting", { count: resting.length - MOST_RESTING })}</p>}
      {calls > 0 && (
        <p className={classes.status}>
          {t("hour", { calls, retries })}
          {hedged > 0 &&
            ` · ${t("hedged", { count: hedged, share: format.number(wonBySecond / hedged, { style: "percent", maximumFractionDigits: 0 }) })}`}
        </p>
      )}
    </>
  );
}
