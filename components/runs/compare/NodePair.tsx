"use client";

import { Select } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { compareFirings, type FiringPair, type NodeComparison } from "@/core/engine/compare";
import type { ActivationView, RunView } from "@/core/engine/events";
import { fieldChanges } from "@/core/graph/diff";
import type { JsonObject } from "@/core/graph/json";
import { Count, Duration, Money } from "../../format/Quantity";
import { useRunErrorText } from "../../format/sentences";
import { placeOfPath } from "../firings";
import { Quiet } from "../Quiet";
import { RunModels } from "../RunModels";
import { SimulatedMark } from "../SimulatedMark";
import { StatusLabel } from "../StatusLabel";
import { TakenFromMark } from "../TakenFromMark";
import { Values } from "../Values";
import classes from "./Compare.module.css";
import { useSigned } from "./useDeltaText";
import { ChangeFields } from "./ValueChanges";

/** One node in both runs: what it took, gave, asked and cost, side by side; of one that fired several times, one firing. */
export function NodePair({ a, b, node }: { a: RunView; b: RunView; node: NodeComparison }) {
  const t = useTranslations("compare");
  const [path, setPath] = useState<string | null>(null);
  const frame = useRef<HTMLElement>(null);
  const pair = node.pairs.find((known) => known.path === path) ?? mostTelling(node.pairs);
  // What was just asked for may lie below the fold, on a phone above all.
  useEffect(() => frame.current?.scrollIntoView({ block: "nearest" }), []);
  if (pair === undefined) return null;
  return (
    <section ref={frame} className={classes.pair} aria-label={t("nodeIn", { node: node.name })}>
      <header className={classes.pairHead}>
        <h2>{node.name}</h2>
        <span className={classes.outcome} data-outcome={pair.outcome}>
          {t(`outcome.${pair.outcome}`)}
        </span>
        {node.pairs.length > 1 && (
          <Select
            size="xs"
            aria-label={t("firing")}
            allowDeselect={false}
            value={pair.path}
            onChange={setPath}
            data={node.pairs.map((each) => ({
              value: each.path,
              label: `${placeOfPath(each.path) || each.path} · ${t(`outcome.${each.outcome}`)}`,
            }))}
          />
        )}
      </header>
      <FiguresOf pair={pair} runs={{ a: a.id, b: b.id }} />
      <div className={classes.values}>
        <Difference title={t("inputs")} same={t("sameInputs")} a={pair.a?.inputs ?? null} b={pair.b?.inputs ?? null} />
        <Difference title={t("outputs")} same={t("sameOutputs")} a={pair.a?.outputs ?? null} b={pair.b?.outputs ?? null} />
      </div>
      <p className={classes.quiet}>{a.version === b.version && a.graphId === b.graphId ? null : t("otherVersions")}</p>
    </section>
  );
}

const mostTelling = (pairs: readonly FiringPair[]): FiringPair | undefined =>
  pairs.find(({ outcome }) => outcome !== "same" && outcome !== "neither") ?? pairs[0];

function FiguresOf({ pair, runs }: { pair: FiringPair; runs: { a: string; b: string } }) {
  const t = useTranslations("compare");
  const report = useTranslations("runs");
  const signed = useSigned();
  const { a, b, delta } = compareFirings(pair);
  return (
    <div className={classes.totals}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("run")}</th>
            <th scope="col">{report("columnStatus")}</th>
            <th scope="col">{t("model")}</th>
            <th scope="col">{report("columnDuration")}</th>
            <th scope="col">{report("columnTokens")}</th>
            <th scope="col">{report("columnCost")}</th>
          </tr>
        </thead>
        <tbody>
          {[
            { letter: "A", runId: runs.a, firing: pair.a, figures: a },
            { letter: "B", runId: runs.b, firing: pair.b, figures: b },
          ].map(({ letter, runId, firing, figures }) => (
            <tr key={letter}>
              <th scope="row">
                <span className={classes.letter}>{letter}</span>
              </th>
              <td>
                <State firing={firing} />
              </td>
              <td>
                {firing?.usage == null ? "–" : <RunModels runId={runId} keys={firing.usage.models} simulated={firing.usage.simulated} />}
              </td>
              <td>
                <Duration ms={firing === null ? null : figures.durationMs} />
              </td>
              <td title={report("tokensHint", { input: figures.inputTokens, output: figures.outputTokens })}>
                <Count value={firing?.usage == null ? null : figures.inputTokens + figures.outputTokens} />
              </td>
              <td>
                <Money usd={firing?.usage == null ? null : figures.cost} />
              </td>
            </tr>
          ))}
          <tr>
            <th scope="row">{t("delta")}</th>
            <td />
            <td />
            <td>{signed.duration(delta.durationMs)}</td>
            <td>{signed.count(delta.tokens)}</td>
            <td>{signed.money(delta.cost)}</td>
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function State({ firing }: { firing: ActivationView | null }) {
  const t = useTranslations("compare");
  const errorText = useRunErrorText();
  if (firing === null) return <>{t("absent")}</>;
  return (
    <span className={classes.state}>
      <StatusLabel status={firing.status} />
      {firing.usage?.simulated && <SimulatedMark />}
      <TakenFromMark takenFrom={firing.takenFrom} />
      {firing.error !== null && <span className={classes.error}>{errorText(firing.error)}</span>}
    </span>
  );
}

function Difference({ title, same, a, b }: { title: string; same: string; a: JsonObject | null; b: JsonObject | null }) {
  const t = useTranslations("compare");
  const changes = fieldChanges(a ?? {}, b ?? {});
  const alone = a === null ? b : b === null ? a : null;
  return (
    <section>
      <h3>{title}</h3>
      {a === null && b === null ? (
        <Quiet>{t("noValues")}</Quiet>
      ) : alone !== null ? (
        <>
          <Quiet>{t(a === null ? "onlyOfB" : "onlyOfA")}</Quiet>
          <Values values={alone} />
        </>
      ) : changes.length > 0 ? (
        <ChangeFields changes={changes} root={title} />
      ) : (
        <details className={classes.details}>
          <summary>{same}</summary>
          <Values values={a ?? {}} />
        </details>
      )}
    </section>
  );
}
