"use client";

import { Alert, Button, Group, Skeleton, Text, Title, Tooltip } from "@mantine/core";
import { IconAlertTriangle, IconBulb } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Suggestion } from "@/core/replacement/report";
import { MIN_ANSWERS, stakeWeights } from "@/core/replacement/weights";
import { EvaluateButton } from "../evaluations/EvaluateButton";
import { EvaluationList } from "../evaluations/EvaluationList";
import { useDuration, useMoney } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import { ModelChip } from "../models/ModelChip";
import { UnknownSizes } from "../models/UnknownSizes";
import { EmptyState } from "../shell/EmptyState";
import { Page, PageHeader } from "../shell/PageHeader";
import { useTRPC } from "../trpc";
import { cardOf } from "./address";
import shared from "./insights.module.css";
import { editorOf } from "./NodeRows";
import { Saved } from "./SavingView";
import { Score } from "./Score";
import classes from "./Suggestions.module.css";

function SuggestionLine({ suggestion }: { suggestion: Suggestion }) {
  const t = useTranslations("insights");
  const money = useMoney();
  const duration = useDuration();
  const { graphId, graphName, nodeId, nodeName, series, saving } = suggestion;
  const chip = (label: string, size: "llm" | "slm", simulated: boolean) => <ModelChip model={{ label, class: size, simulated }} />;
  const model = () => chip(series.modelLabel, "llm", series.simulated);
  const candidate = saving.candidate;
  return (
    <li className={classes.suggestion}>
      <Score card={series.card} />
      <div>
        <Text fw={600} size="sm">
          {nodeName}{" "}
          <Text span c="var(--minnow-text-dim)" size="sm">
            {graphName}
          </Text>
        </Text>
        <Text size="sm" component="div" mt={2}>
          {candidate === null
            ? t.rich("suggestions.claimNone", { model })
            : t.rich("suggestions.claim", { model, candidate: () => chip(candidate.label, "slm", candidate.simulated) })}
        </Text>
        <Text size="xs" c="var(--minnow-text-dim)" mt={2}>
          {t("suggestions.rests", { calls: series.calls })} · {t("caveats.quality_not_measured")}
          {saving.rate.short && ` · ${t("caveats.short_observation")}`}
        </Text>
      </div>
      <div className={classes.suggestionMoney}>
        {candidate !== null && (
          <Text size="sm" component="div">
            <Saved saved={saving.per1000.saved} /> <span className={shared.dim}>{t("saving.per1000")}</span>
          </Text>
        )}
        {saving.perMonth.now !== null && (
          <span className={shared.under}>{t("suggestions.spent", { amount: money(saving.perMonth.now), model: series.modelLabel })}</span>
        )}
        {candidate !== null && saving.perMonth.after !== null && (
          <span className={shared.under}>{t("suggestions.spent", { amount: money(saving.perMonth.after), model: candidate.label })}</span>
        )}
        <span className={shared.under}>{t("suggestions.stakeWaiting", { time: duration(saving.latency.waitingPerMonth) })}</span>
      </div>
      <Group gap="xs" justify="flex-end">
        <Button component={Link} href={cardOf(suggestion)} variant="default" size="xs">
          {t("suggestions.card")}
        </Button>
        {candidate !== null && <EvaluateButton graphId={graphId} nodeId={nodeId} nodeName={nodeName} />}
        <Tooltip label={t("suggestions.tryItHint")} multiline maw={240}>
          <Button component={Link} href={editorOf(graphId, nodeId)} size="xs">
            {t("suggestions.tryIt")}
          </Button>
        </Tooltip>
      </Group>
    </li>
  );
}

function SuggestionList({ suggestions }: { suggestions: readonly Suggestion[] }) {
  return (
    <ul className={`${shared.panel} ${classes.list}`}>
      {suggestions.map((suggestion) => (
        <SuggestionLine key={`${suggestion.graphId} ${suggestion.nodeId}`} suggestion={suggestion} />
      ))}
    </ul>
  );
}

/** Nodes of all graphs that deserve an evaluation, the most at stake first. */
export function SuggestionsPage() {
  const t = useTranslations("insights.suggestions");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const { data, error } = useQuery(trpc.insights.suggestions.queryOptions({}));
  const ranked = data?.filter(({ weight }) => weight !== null) ?? [];
  const waiting = data?.filter(({ weight }) => weight === null) ?? [];
  return (
    <Page>
      <PageHeader title={t("title")} description={t("description")} />
      {error !== null && (
        <Alert color="red" icon={<IconAlertTriangle />} title={t("loadFailed")}>
          {errorText(error)}
        </Alert>
      )}
      <UnknownSizes />
      {data === undefined && error === null && <Skeleton height={180} />}
      {data?.length === 0 && (
        <EmptyState
          icon={<IconBulb size={28} stroke={1.5} aria-hidden />}
          title={t("emptyTitle")}
          text={t("emptyText")}
          steps={[t("emptySteps.run"), t("emptySteps.score", { answers: MIN_ANSWERS }), t("emptySteps.act")]}
          action={
            <Button component={Link} href="/graphs">
              {t("emptyAction")}
            </Button>
          }
        />
      )}
      {ranked.length > 0 && (
        <section>
          <Title order={2} mb="xs">
            {t("ranked")}
          </Title>
          <SuggestionList suggestions={ranked} />
        </section>
      )}
      {waiting.length > 0 && (
        <section>
          <Title order={2}>{t("waiting")}</Title>
          <Text size="sm" c="var(--minnow-text-dim)" mb="xs">
            {t("waitingText")}
          </Text>
          <SuggestionList suggestions={waiting} />
        </section>
      )}
      <EvaluationList />
      {ranked.length > 0 && (
        <details className={shared.more}>
          <summary>{t("order")}</summary>
          <Text size="sm" c="var(--minnow-text-dim)" mt={4} maw={720}>
            {t("orderText", { money: stakeWeights.money, waiting: stakeWeights.waiting })}
          </Text>
        </details>
      )}
    </Page>
  );
}
