"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { Figures, RunComparison } from "@/core/engine/compare";
import type { RunView } from "@/core/engine/events";
import { Count, Duration, Money } from "../../format/Quantity";
import { SimulatedMark } from "../SimulatedMark";
import { StatusLabel } from "../StatusLabel";
import classes from "./Compare.module.css";
import { RunSelect } from "./RunSelect";
import { useSigned } from "./useDeltaText";
import { ValueChanges } from "./ValueChanges";

/** Both runs in figures, what the later one took more or less, and how what went in and came out differ. */
export function Totals({ a, b, comparison }: { a: RunView; b: RunView; comparison: RunComparison }) {
  const t = useTranslations("compare");
  const report = useTranslations("runs");
  const signed = useSigned();
  const { delta } = comparison;
  return (
    <section className={classes.totals} aria-label={t("totals")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("run")}</th>
            <th scope="col">{report("columnStatus")}</th>
            <th scope="col">{report("columnDuration")}</th>
            <th scope="col">{report("columnTokens")}</th>
            <th scope="col">{report("columnCost")}</th>
          </tr>
        </thead>
        <tbody>
          <Row letter="A" run={a} other={b} figures={comparison.a} />
          <Row letter="B" run={b} other={a} figures={comparison.b} />
          <tr>
            <th scope="row">{t("delta")}</th>
            <td>{a.status === b.status ? t("sameStatus") : t("otherStatus")}</td>
            <td>{signed.duration(delta.durationMs)}</td>
            <td>{signed.count(delta.tokens)}</td>
            <td>{signed.money(delta.cost)}</td>
          </tr>
        </tbody>
      </table>
      <div className={classes.ends}>
        <ValueChanges summary={t("input", { count: comparison.input.length })} changes={comparison.input} root={report("input")} />
        <ValueChanges summary={t("output", { count: comparison.output.length })} changes={comparison.output} root={report("output")} />
      </div>
    </section>
  );
}

function Row({ letter, run, other, figures }: { letter: "A" | "B"; run: RunView; other: RunView; figures: Figures }) {
  const t = useTranslations("compare");
  const report = useTranslations("runs");
  const router = useRouter();
  const ids = letter === "A" ? (id: string) => ({ a: id, b: other.id }) : (id: string) => ({ a: other.id, b: id });
  return (
    <tr>
      <th scope="row">
        <div className={classes.run}>
          <span className={classes.letter}>{letter}</span>
          <div className={classes.runChoice}>
            <Link href={`/runs/${run.id}`}>{run.graphName}</Link>
            <RunSelect
              label={t("runOf", { letter })}
              graphId={run.graphId}
              except={other.id}
              value={run}
              onChoose={({ id }) => router.replace(`/runs/compare?${new URLSearchParams(ids(id))}`, { scroll: false })}
            />
          </div>
        </div>
      </th>
      <td>
        <span className={classes.state}>
          <StatusLabel status={run.status} />
          {run.simulated && <SimulatedMark />}
        </span>
      </td>
      <td>
        <Duration ms={figures.durationMs} />
      </td>
      <td title={report("tokensHint", { input: figures.inputTokens, output: figures.outputTokens })}>
        <Count value={figures.inputTokens + figures.outputTokens} />
      </td>
      <td>
        <Money usd={figures.cost} />
      </td>
    </tr>
  );
}
