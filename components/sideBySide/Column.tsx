"use client";

import { Alert, Button, Group } from "@mantine/core";
import { IconEqual, IconEqualNot } from "@tabler/icons-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Json } from "@/core/graph/json";
import type { ModelInfo } from "@/core/models";
import { Count, useDuration, useMoney } from "../format/Quantity";
import { useErrorText, useRunErrorText } from "../format/sentences";
import { ModelChip } from "../models/ModelChip";
import { SimulatedMark } from "../runs/SimulatedMark";
import { StatusLabel } from "../runs/StatusLabel";
import { AnswerDiff } from "./AnswerDiff";
import { type Figures, isSameAnswer } from "./compare";
import classes from "./SideBySide.module.css";
import type { Told } from "./useTold";

type Props = {
  told: Told;
  info: ModelInfo | undefined;
  /** The answer that the others are compared with, and whether it is this one's. */
  first: Json | undefined;
  isFirst: boolean;
  differences: boolean;
  best: { cost: boolean; latency: boolean };
  /** What can be done with the answer. */
  children: ReactNode;
};

/** What one model made of the inputs: its answer as it comes, how it stands to the first one, and what it took. */
export function Column({ told, info, first, isFirst, differences, best, children }: Props) {
  const t = useTranslations("sideBySide");
  const label = info?.label ?? told.model;
  const differs = !isFirst && first !== undefined && told.answer !== undefined && !isSameAnswer(first, told.answer);
  return (
    <section className={classes.column} aria-label={label} data-status={told.status}>
      <header>
        <ModelChip model={{ label, class: info?.class ?? "unknown", simulated: info?.connectionKind === "simulated" }} />
      </header>
      <p className={classes.agreement} data-differs={differs}>
        {isFirst ? <span>{t("first")}</span> : <Agreement first={first} answer={told.answer} differs={differs} />}
        {told.simulated && info?.connectionKind !== "simulated" && <SimulatedMark />}
        <StatusLabel status={told.status} />
      </p>
      <Answer told={told} label={label}>
        {differences && differs && first !== undefined && told.answer !== undefined ? (
          <AnswerDiff first={first} answer={told.answer} />
        ) : null}
      </Answer>
      {told.figures === null ? <div /> : <FigureList figures={told.figures} best={best} />}
      <Group gap={6} align="center">
        {children}
        {told.run !== null && (
          <Button
            size="compact-sm"
            variant="subtle"
            component={Link}
            href={`/runs/${told.run.id}`}
            target="_blank"
            aria-label={t("detailsOf", { model: label })}
          >
            {t("details")}
          </Button>
        )}
      </Group>
    </section>
  );
}

function Agreement({ first, answer, differs }: { first: Json | undefined; answer: Json | undefined; differs: boolean }) {
  const t = useTranslations("sideBySide");
  if (first === undefined || answer === undefined) return <span>{t("incomparable")}</span>;
  const Icon = differs ? IconEqualNot : IconEqual;
  return (
    <span>
      <Icon size={14} aria-hidden /> {differs ? t("differs") : t("same")}
    </span>
  );
}

function Answer({ told, label, children }: { told: Told; label: string; children: ReactNode }) {
  const t = useTranslations("sideBySide");
  const errorText = useErrorText();
  const runErrorText = useRunErrorText();
  if (told.error !== null) return <Failure>{errorText(told.error)}</Failure>;
  if (told.failure !== null) return <Failure code={told.failure.code}>{runErrorText(told.failure)}</Failure>;
  const { answer, streamed, busy } = told;
  const text = answer === undefined ? streamed : typeof answer === "string" ? answer : JSON.stringify(answer, null, 2);
  const quiet = busy ? t(told.status === "waiting" ? "waiting" : "notYet") : t(told.status === "cancelled" ? "stopped" : "empty");
  return (
    <section
      className={classes.answer}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a long answer scrolls, and keys reach only what can have the focus
      tabIndex={0}
      aria-label={t("answerOf", { model: label })}
      aria-busy={busy}
      data-json={typeof answer === "object"}
    >
      {children ?? (text === "" ? <em>{quiet}</em> : text)}
    </section>
  );
}

function Failure({ code, children }: { code?: string; children: string }) {
  return (
    <Alert color="red" variant="light" p="xs" className={classes.failure}>
      {children}
      {code !== undefined && <code>{code}</code>}
    </Alert>
  );
}

function FigureList({ figures, best }: { figures: Figures; best: Props["best"] }) {
  const t = useTranslations("sideBySide");
  const format = useFormatter();
  const money = useMoney();
  const duration = useDuration();
  const about = figures.estimated ? "≈ " : "";
  const { schemaAsked, schemaValid, others } = figures;
  return (
    <dl className={classes.figures}>
      <Figure name={t("cost")} best={best.cost ? t("cheapest") : null}>
        {money(figures.cost)}
      </Figure>
      <Figure name={t("time")} best={best.latency ? t("fastest") : null}>
        {duration(figures.latency)}
      </Figure>
      <Figure name={t("firstToken")}>{duration(figures.firstToken)}</Figure>
      <Figure name={t("speed")}>
        {figures.perSecond === null
          ? "–"
          : t("perSecond", { value: about + format.number(figures.perSecond, { maximumFractionDigits: figures.perSecond < 10 ? 1 : 0 }) })}
      </Figure>
      <Figure name={t("tokensIn")} hint={figures.estimated ? t("estimated") : undefined}>
        {about}
        <Count value={figures.inputTokens} />
      </Figure>
      <Figure name={t("tokensOut")} hint={figures.estimated ? t("estimated") : undefined}>
        {about}
        <Count value={figures.outputTokens} />
      </Figure>
      {schemaAsked > 0 && (
        <Figure name={t("schema")} wide state={schemaValid === schemaAsked ? "good" : "bad"}>
          {schemaAsked > 1
            ? t("schemaSome", { valid: schemaValid, asked: schemaAsked })
            : t(schemaValid === 1 ? "schemaValid" : "schemaInvalid")}
        </Figure>
      )}
      {figures.calls > 1 && (
        <Figure name={t("calls")} wide>
          {others.length === 0 ? figures.calls : t("callsWith", { count: figures.calls, others: others.join(", ") })}
        </Figure>
      )}
    </dl>
  );
}

type FigureProps = {
  name: string;
  best?: string | null;
  hint?: string | undefined;
  wide?: boolean;
  state?: "good" | "bad";
  children: ReactNode;
};

function Figure({ name, best = null, hint, wide = false, state, children }: FigureProps) {
  return (
    <div title={hint} data-wide={wide || undefined} data-best={best !== null || undefined} data-state={state}>
      <dt>
        {name}
        {best !== null && <span className={classes.best}>{best}</span>}
      </dt>
      <dd>{children}</dd>
    </div>
  );
}
