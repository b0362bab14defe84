"use client";

import { useTranslations } from "next-intl";
import { useDuration, useMoney } from "../format/Quantity";
import { CaseStateLabel } from "./CaseStateLabel";
import type { CaseRow } from "./caseRows";
import classes from "./Testing.module.css";

type Props = { rows: readonly CaseRow[]; chosen: string | null; onChoose(id: string): void };

/** The cases with their states: those of which something is asked, then mere examples. */
export function CaseList({ rows, chosen, onChoose }: Props) {
  const t = useTranslations("testing");
  const asked = rows.filter((row) => row.asked);
  const others = rows.filter((row) => !row.asked);
  const lines = (shown: readonly CaseRow[]) => (
    <ul className={classes.cases}>
      {shown.map((row) => (
        <li key={row.id}>
          <CaseLine row={row} chosen={row.id === chosen} onChoose={() => onChoose(row.id)} />
        </li>
      ))}
    </ul>
  );
  return (
    <>
      {asked.length > 0 && (
        <section>
          <h3>{t("cases", { count: asked.length })}</h3>
          {lines(asked)}
        </section>
      )}
      {others.length > 0 && (
        <details open={asked.length === 0 || others.some(({ id }) => id === chosen) || undefined}>
          <summary>{t("examples", { count: others.length })}</summary>
          {lines(others)}
        </details>
      )}
    </>
  );
}

function CaseLine({ row, chosen, onChoose }: { row: CaseRow; chosen: boolean; onChoose(): void }) {
  const t = useTranslations("testing");
  const duration = useDuration();
  const money = useMoney();
  const { result, comparison } = row;
  const change = comparison?.change ?? "same";
  return (
    <button type="button" className={classes.case} aria-pressed={chosen} onClick={onChoose} data-case={row.id} data-state={row.state}>
      <span className={classes.caseHead}>
        <span className={classes.caseName}>{row.name}</span>
        <CaseStateLabel state={row.state} />
      </span>
      {result !== null && (
        <span className={classes.caseFacts}>
          {change !== "same" && (
            <span className={classes.change} data-change={change}>
              {t(`change.${change}`)}
            </span>
          )}
          {row.example === null ? <em>{t("gone")}</em> : row.edited && <em title={t("editedHint")}>{t("edited")}</em>}
          {result.durationMs !== null && (
            <span className="tabular">
              {duration(result.durationMs)} · {money(result.cost)}
            </span>
          )}
        </span>
      )}
    </button>
  );
}
