"use client";

import { Alert, Button, Checkbox, Group, Modal, NumberInput, Select, Skeleton, Stack, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import { expectedOf, itemsNeeded } from "@/core/evaluation/expected";
import { type EvaluationProposal, MOST_CANDIDATES, type ProposedModel } from "@/core/evaluation/plan";
import { useDuration, useMoney } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import insights from "../insights/insights.module.css";
import { ModelChip } from "../models/ModelChip";
import { useTRPC } from "../trpc";
import { evaluationAt, points } from "./address";
import classes from "./Evaluations.module.css";

type Props = { graphId: string; nodeId: string; nodeName: string; onClose(): void };

/** What is proposed for a node, to be changed and started. */
export function EvaluateDialog({ graphId, nodeId, nodeName, onClose }: Props) {
  const t = useTranslations("evaluations.dialog");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const { data, error } = useQuery(trpc.evaluations.propose.queryOptions({ graphId, nodeId }, { retry: false, staleTime: 0 }));
  return (
    <Modal opened onClose={onClose} size="lg" title={t("title", { node: nodeName })} closeButtonProps={{ "aria-label": common("close") }}>
      {error !== null && <Alert color="red">{errorText(error)}</Alert>}
      {data === undefined && error === null && <Skeleton height={240} />}
      {data !== undefined && data.underway !== null && (
        <Group justify="space-between">
          <Text size="sm">{t("underway")}</Text>
          <Button component={Link} href={evaluationAt(data.underway)} size="xs">
            {t("show")}
          </Button>
        </Group>
      )}
      {data !== undefined && data.underway === null && <Form proposal={data} onClose={onClose} />}
    </Modal>
  );
}

/** Tolerances that are offered, as shares. */
const TOLERANCES = [0.01, 0.02, 0.03, 0.05, 0.1];
const USUAL_TOLERANCE = 0.03;
const USUAL_CALLS = 2_000;

function Form({ proposal, onClose }: { proposal: EvaluationProposal; onClose(): void }) {
  const t = useTranslations("evaluations.dialog");
  const common = useTranslations("common");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const router = useRouter();
  const { graphId, nodeId, incumbent, candidates, ruledOut, recorded } = proposal;
  const [models, setModels] = useState<readonly string[]>(() => candidates.slice(0, 3).map(({ model }) => model));
  const [tolerance, setTolerance] = useState(USUAL_TOLERANCE);
  const [mostCalls, setMostCalls] = useState(USUAL_CALLS);
  const [mostMoney, setMostMoney] = useState(1);
  const start = useMutation(
    trpc.evaluations.start.mutationOptions({
      onSuccess: async ({ id }) => {
        await queries.invalidateQueries(trpc.evaluations.pathFilter());
        router.push(evaluationAt(id));
      },
    }),
  );
  const { items } = expectedOf(proposal, { models: [...models], mostCalls, mostMoney });
  return (
    <Stack gap="md">
      <Text size="sm" component="div">
        {t("lead", { count: recorded, incumbent: incumbent.label })}
      </Text>
      <Checkbox.Group label={t("models")} description={t("modelsHint")} value={[...models]} onChange={setModels}>
        <Stack gap={8} mt={8}>
          {candidates.length === 0 && <Alert color="orange">{t("none")}</Alert>}
          {candidates.map((candidate) => (
            <Choice
              key={candidate.model}
              candidate={candidate}
              disabled={!models.includes(candidate.model) && models.length >= MOST_CANDIDATES}
            />
          ))}
        </Stack>
      </Checkbox.Group>
      <RuledOut ruledOut={ruledOut} />
      <Select
        label={t("tolerance")}
        description={t("toleranceHint", { incumbent: incumbent.label })}
        allowDeselect={false}
        value={String(tolerance)}
        onChange={(value) => setTolerance(Number(value ?? USUAL_TOLERANCE))}
        data={TOLERANCES.map((share) => ({ value: String(share), label: t("toleranceOption", { points: points(share) }) }))}
      />
      <Group grow align="flex-start">
        <NumberInput
          label={t("mostCalls")}
          min={0}
          max={100_000}
          allowDecimal={false}
          value={mostCalls}
          onChange={(value) => setMostCalls(Number(value) || 0)}
        />
        <NumberInput
          label={t("mostMoney")}
          min={0}
          max={100_000}
          decimalScale={2}
          prefix="$"
          value={mostMoney}
          onChange={(value) => setMostMoney(Number(value) || 0)}
        />
      </Group>
      <Expected proposal={proposal} chosen={{ models: [...models], mostCalls, mostMoney }} />
      {items < itemsNeeded(tolerance) && <Alert color="orange">{t("few", { items, needed: itemsNeeded(tolerance) })}</Alert>}
      {start.error !== null && (
        <Alert color="red" role="alert">
          {errorText(start.error)}
        </Alert>
      )}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          {common("cancel")}
        </Button>
        <Button
          disabled={models.length === 0}
          loading={start.isPending || start.isSuccess}
          onClick={() => start.mutate({ graphId, nodeId, models: [...models], tolerance, mostCalls, mostMoney })}
        >
          {t("start")}
        </Button>
      </Group>
    </Stack>
  );
}

function Choice({ candidate, disabled }: { candidate: ProposedModel; disabled: boolean }) {
  const t = useTranslations("evaluations.dialog");
  const money = useMoney();
  const { model, label, parameters, contextTokens, cost, simulated } = candidate;
  const facts = [
    parameters === null ? null : t("size", { size: parameters }),
    contextTokens === null ? null : t("context", { tokens: contextTokens }),
    cost === null ? t("priceUnknown") : t("price", { price: money(cost) }),
  ].filter((fact) => fact !== null);
  return (
    <Checkbox
      value={model}
      disabled={disabled}
      label={<ModelChip model={{ label, class: "slm", simulated }} />}
      description={facts.join(" · ")}
      aria-label={label}
    />
  );
}

function RuledOut({ ruledOut }: Pick<EvaluationProposal, "ruledOut">) {
  const t = useTranslations("evaluations.dialog");
  const obstacles = useTranslations("insights.obstacles");
  if (ruledOut.length === 0) return null;
  return (
    <details className={insights.more}>
      <summary>{t("ruledOut", { count: ruledOut.length })}</summary>
      <ul>
        {ruledOut.map(({ key, label, obstacles: those }) => (
          <li key={key}>{`${label}: ${those.map((one) => obstacles(one)).join(", ")}`}</li>
        ))}
      </ul>
    </details>
  );
}

type Chosen = { models: string[]; mostCalls: number; mostMoney: number };

function Expected({ proposal, chosen }: { proposal: EvaluationProposal; chosen: Chosen }) {
  const t = useTranslations("evaluations.dialog");
  const money = useMoney();
  const duration = useDuration();
  const format = useFormatter();
  const { first, most } = expectedOf(proposal, chosen);
  if (chosen.models.length === 0) return null;
  const said = ({ calls, money: usd, time }: typeof first) => ({
    calls,
    money: usd === null ? t("unknown") : money(usd),
    time:
      time === null
        ? t("unknown")
        : time < 60_000
          ? duration(Math.ceil(time / 1_000) * 1_000)
          : format.number(time / 60_000, { style: "unit", unit: "minute", maximumFractionDigits: 0 }),
  });
  return (
    <div className={classes.expected}>
      <b>{t("expected")}</b>
      <p>
        {t("expectedFirst", said(first))} {chosen.models.length > 1 && t("expectedMost", said(most))} {t("expectedLess")}
      </p>
    </div>
  );
}
