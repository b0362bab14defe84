"use client";

import { Anchor, Text, Title, Tooltip } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Messages } from "@/core/messages";
import type { ScoreCard, Term } from "@/core/replacement/scoreCard";
import { MIN_ANSWERS } from "@/core/replacement/weights";
import { PointsBar } from "./Bars";
import classes from "./insights.module.css";

type TermMessages = Messages["insights"]["terms"];
type Sentence = { [Code in keyof TermMessages]: `${Code}.${keyof TermMessages[Code] & string}` }[keyof TermMessages];

function TermLine({ term }: { term: Term }) {
  const t = useTranslations("insights.terms");
  const card = useTranslations("insights.card");
  const { code, points, max, params } = term;
  const key = `${code}.${term.sentence}`;
  const isSentence = (name: string): name is Sentence => t.has(name as Sentence);
  return (
    <div className={classes.term}>
      <Tooltip label={t(`${code}.why`)} multiline maw={280}>
        <span className={classes.explained}>{t(`${code}.title`)}</span>
      </Tooltip>
      <PointsBar points={points} max={max} />
      <span className={`${classes.dim} tabular`}>{points === null ? card("unknownPoints", { max }) : card("points", { points, max })}</span>
      <span>{isSentence(key) ? t(key, params) : key}</span>
    </div>
  );
}

function NoScore({ title, text, models = false, children }: { title: string; text: string; models?: boolean; children?: ReactNode }) {
  const t = useTranslations("insights.card");
  return (
    <div>
      <Title order={3}>{title}</Title>
      <Text size="sm" c="var(--minnow-text-dim)" mt={4}>
        {text}
      </Text>
      {children}
      {models && (
        <Anchor component={Link} href="/models" size="sm">
          {t("toModels")}
        </Anchor>
      )}
    </div>
  );
}

/** The card itself: every term as a bar with its points and its sentence, and what the sum does not say. */
export function ScoreCardView({ card }: { card: ScoreCard }) {
  const t = useTranslations("insights.card");
  switch (card.state) {
    case "already_small":
      return <NoScore title={t("small")} text={t("smallText")} />;
    case "class_unknown":
      return <NoScore title={t("unknownClass")} text={t("unknownClassText")} models />;
    case "too_few":
      return (
        <NoScore title={t("tooFew")} text={t("tooFewText", { answers: card.answers, missing: card.missing, needed: MIN_ANSWERS })}>
          <PointsBar points={card.answers} max={MIN_ANSWERS} />
        </NoScore>
      );
    case "scored": {
      const { score, upTo, terms } = card;
      const open = upTo > score + 0.5;
      return (
        <div>
          <div className={classes.detailHead}>
            <Title order={3}>{t("title")}</Title>
            <strong className="tabular">{open ? t("atLeast", { score, upTo }) : t("scoreOf", { score })}</strong>
          </div>
          {terms.map((term) => (
            <TermLine key={term.code} term={term} />
          ))}
          {open && <p className={classes.dim}>{t("unknownTerms")}</p>}
          <p className={classes.plain}>{t("proves")}</p>
        </div>
      );
    }
  }
}
