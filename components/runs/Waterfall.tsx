"use client";

import { Button, Switch } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useLocale, useTranslations } from "next-intl";
import { Fragment, useMemo, useState } from "react";
import { type ActivationView, nodeNameOf, type RunView } from "@/core/engine/events";
import { hasFinished } from "@/core/engine/live";
import { kinds } from "@/nodes/definitions";
import type { AppRouter } from "@/server/api/root";
import { kindIcon } from "../canvas/kindIcons";
import { Count, Money, useDuration } from "../format/Quantity";
import { useTRPC } from "../trpc";
import { depthOfPath, placeOfPath } from "./firings";
import { RunModels } from "./RunModels";
import classes from "./Runs.module.css";
import { StatusLabel } from "./StatusLabel";
import { type Axis, axisOf, barAt, barOf } from "./timeline";

/** Rows drawn at first; a run may have thousands. */
const ROWS = 200;

type Choice = { chosen: string | null; onChoose(path: string): void };

/** The activations of a run as bars on one time axis. `now` is the end of what still runs, in milliseconds since 1970. */
export function Waterfall({ run, now, chosen, onChoose }: { run: RunView; now: number } & Choice) {
  const t = useTranslations("runs");
  const duration = useDuration();
  const axis = axisOf(run, now);
  const [limit, setLimit] = useState(ROWS);
  const at = run.activations.findIndex(({ path }) => path === chosen);
  const shown = run.activations.slice(0, Math.max(limit, at + 1));
  const calls = useCallSpans(run);
  const [nested, setNested] = useState(true);
  return (
    <div className={classes.waterfallFrame}>
      {calls.size > 0 && (
        <Switch size="xs" m="xs" label={t("showCalls")} checked={nested} onChange={(event) => setNested(event.currentTarget.checked)} />
      )}
      <table className={classes.waterfall}>
        <thead>
          <tr>
            <th scope="col">{t("columnNode")}</th>
            <th scope="col" className={classes.axisHead}>
              <span className={classes.axis} role="img" aria-label={t("columnTime")}>
                {axis.ticks.map((tick) => (
                  <span key={tick} style={{ left: `${(tick / axis.lengthMs) * 100}%` }}>
                    {duration(tick)}
                  </span>
                ))}
              </span>
            </th>
            <th scope="col" className={classes.number}>
              {t("columnDuration")}
            </th>
            <th scope="col" className={classes.number}>
              {t("columnTokens")}
            </th>
            <th scope="col" className={classes.number}>
              {t("columnCost")}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map((activation) => (
            <Fragment key={activation.path}>
              <Row
                runId={run.id}
                activation={activation}
                name={nodeNameOf(run, activation)}
                axis={axis}
                chosen={chosen === activation.path}
                onChoose={() => onChoose(activation.path)}
              />
              {nested &&
                calls
                  .get(activation.path)
                  ?.map((call) => (
                    <CallRow
                      key={call.id}
                      call={call}
                      depth={depthOfPath(activation.path) + 1}
                      axis={axis}
                      onChoose={() => onChoose(activation.path)}
                    />
                  ))}
            </Fragment>
          ))}
        </tbody>
      </table>
      {shown.length < run.activations.length && (
        <Button variant="subtle" size="compact-sm" m="xs" onClick={() => setLimit(shown.length + 10 * ROWS)}>
          {t("moreSteps", { count: run.activations.length - shown.length })}
        </Button>
      )}
    </div>
  );
}

type CallSpan = inferRouterOutputs<AppRouter>["runs"]["callSpans"][number];

/** The model calls of a run by the activation that made them; read again as long as it goes on. Those of one call are told by its own row. */
function useCallSpans(run: RunView): ReadonlyMap<string, CallSpan[]> {
  const trpc = useTRPC();
  const asks = run.activations.some(({ usage }) => (usage?.calls ?? 0) > 1);
  const { data } = useQuery(
    trpc.runs.callSpans.queryOptions({ runId: run.id }, { enabled: asks, refetchInterval: hasFinished(run.status) ? false : 2_000 }),
  );
  return useMemo(() => {
    const byPath = Map.groupBy(data ?? [], ({ activation }) => activation);
    return new Map([...byPath].filter(([, calls]) => calls.length > 1));
  }, [data]);
}

/** One model call inside an activation. */
function CallRow({ call, depth, axis, onChoose }: { call: CallSpan; depth: number; axis: Axis; onChoose(): void }) {
  const duration = useDuration();
  const { model, latencyMs, startedAt, failed, tokens, cost } = call;
  const bar = barAt(startedAt, latencyMs, axis);
  return (
    <tr className={classes.callRow} onClick={onChoose}>
      <td style={{ paddingLeft: 14 * depth + 26 }}>{model}</td>
      <td>
        <div className={classes.callLane}>
          <span
            className={classes.callBar}
            data-failed={failed || undefined}
            style={{ left: `${bar.left * 100}%`, width: `${bar.width * 100}%` }}
          />
        </div>
      </td>
      <td className={classes.number}>{duration(latencyMs)}</td>
      <td className={classes.number}>
        <Count value={tokens} />
      </td>
      <td className={classes.number}>
        <Money usd={cost} />
      </td>
    </tr>
  );
}

type RowProps = { runId: string; activation: ActivationView; name: string; axis: Axis; chosen: boolean; onChoose(): void };

function Row({ runId, activation, name, axis, chosen, onChoose }: RowProps) {
  const t = useTranslations("runs");
  const locale = useLocale();
  const duration = useDuration();
  const { usage, status, kind } = activation;
  const definition = kinds(kind);
  const KindIcon = kindIcon(definition?.icon);
  const bar = barOf(activation, axis);
  return (
    <tr data-chosen={chosen || undefined} data-status={status} onClick={onChoose}>
      <td>
        <div className={classes.nodeCell} style={{ paddingLeft: 14 * depthOfPath(activation.path) }}>
          <StatusLabel status={status} iconOnly />
          <div>
            <button type="button" className={classes.nodeButton} aria-pressed={chosen}>
              <KindIcon size={14} aria-hidden />
              <span>
                {name} {placeOfPath(activation.path)}
              </span>
            </button>
            {usage !== null && usage.models.length > 0 ? (
              <RunModels runId={runId} keys={usage.models} simulated={usage.simulated} />
            ) : (
              <span className={classes.kind}>{definition?.text[locale].title ?? kind}</span>
            )}
          </div>
        </div>
      </td>
      <td>
        <div className={classes.lane}>
          {axis.ticks.map((tick) => (
            <i key={tick} className={classes.gridLine} style={{ left: `${(tick / axis.lengthMs) * 100}%` }} />
          ))}
          {bar !== null && (
            <span
              className={classes.bar}
              data-status={status}
              data-category={definition?.category}
              style={{ left: `${bar.left * 100}%`, width: `${bar.width * 100}%` }}
            />
          )}
        </div>
      </td>
      <td className={classes.number}>
        {bar === null ? <span className={classes.kind}>{status === "skipped" ? t("status.skipped") : "–"}</span> : duration(bar.ms)}
      </td>
      <td
        className={classes.number}
        title={usage === null ? undefined : t("tokensHint", { input: usage.inputTokens, output: usage.outputTokens })}
      >
        {usage !== null && usage.calls > 0 && <Count value={usage.inputTokens + usage.outputTokens} />}
      </td>
      <td className={classes.number}>{usage !== null && usage.calls > 0 && <Money usd={usage.cost} />}</td>
    </tr>
  );
}
