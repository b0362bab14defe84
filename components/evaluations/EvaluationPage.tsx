"use client";

import { Alert, Button, Group, SegmentedControl, Skeleton, Text } from "@mantine/core";
import { IconAlertTriangle, IconPlayerPause, IconPlayerPlay, IconPlayerStop } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { type EvaluationReport, isUnderway } from "@/core/evaluation/report";
import { useErrorText, useRunErrorText } from "../format/sentences";
import insights from "../insights/insights.module.css";
import { editorOf } from "../insights/NodeRows";
import { Page, PageHeader } from "../shell/PageHeader";
import { CandidateTable } from "./CandidateTable";
import { Claim } from "./Claim";
import { Disagreements } from "./Disagreements";
import classes from "./Evaluations.module.css";
import { EvaluationTiles } from "./EvaluationTiles";
import { Exchange } from "./Exchange";
import { HowItWasDone } from "./HowItWasDone";
import { LossChart } from "./LossChart";
import { useEvaluation, useEvaluationActions } from "./useEvaluation";

/** One evaluation: its claim or how far it has come, the evidence, and what may be done to it. */
export function EvaluationPage({ id, analyses, edits }: { id: string; analyses: boolean; edits: boolean }) {
  const t = useTranslations("evaluations");
  const errorText = useErrorText();
  const { data: report, error } = useEvaluation(id);
  return (
    <Page>
      <PageHeader
        title={report === undefined ? t("title") : t("titleOf", { node: report.nodeName })}
        description={t("about")}
        actions={report !== undefined && <Actions report={report} analyses={analyses} edits={edits} />}
      />
      {error !== null && (
        <Alert color="red" icon={<IconAlertTriangle />} title={t("loadFailed")} mb="md">
          {errorText(error)}
        </Alert>
      )}
      {report === undefined && error === null && (
        <div role="status" aria-label={t("loading")}>
          <Skeleton height={240} />
        </div>
      )}
      {report !== undefined && <Report report={report} />}
    </Page>
  );
}

function Actions({ report, analyses, edits }: { report: EvaluationReport; analyses: boolean; edits: boolean }) {
  const { id, status, graphId, nodeId } = report;
  const t = useTranslations("evaluations");
  const errorText = useErrorText();
  const { pause, resume, cancel, isBusy, error } = useEvaluationActions(id);
  return (
    <Group gap="xs">
      {error !== null && (
        <Text size="sm" c="red" role="alert">
          {errorText(error)}
        </Text>
      )}
      <Button component={Link} href={editorOf(graphId, nodeId)} variant="default" size="xs">
        {t("toNode")}
      </Button>
      {analyses && (status === "queued" || status === "running") && (
        <Button size="xs" variant="default" leftSection={<IconPlayerPause size={14} />} disabled={isBusy} onClick={pause}>
          {t("actions.pause")}
        </Button>
      )}
      {analyses && status === "paused" && (
        <Button size="xs" leftSection={<IconPlayerPlay size={14} />} disabled={isBusy} onClick={resume}>
          {t("actions.resume")}
        </Button>
      )}
      {analyses && isUnderway(status) && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconPlayerStop size={14} />}
          disabled={isBusy}
          onClick={() => window.confirm(t("actions.cancelSure")) && cancel()}
        >
          {t("actions.cancel")}
        </Button>
      )}
      {edits && <Exchange report={report} />}
    </Group>
  );
}

/** The model whose figures are shown until a person chooses another: the accepted one, else the last that was compared. */
const shownFirst = ({ candidates }: EvaluationReport): string | undefined =>
  (candidates.find(({ state }) => state === "accepted") ?? candidates.findLast(({ pairs }) => pairs > 0) ?? candidates[0])?.model;

function Report({ report }: { report: EvaluationReport }) {
  const t = useTranslations("evaluations");
  const runErrorText = useRunErrorText();
  const [chosen, setChosen] = useState<string | null>(null);
  const { candidates, error, simulated, weak } = report;
  const shown = candidates.find(({ model }) => model === (chosen ?? shownFirst(report)));
  const compared = candidates.filter(({ pairs }) => pairs > 0);
  return (
    <>
      {simulated && <div className={insights.notice}>{t("simulated")}</div>}
      <Claim report={report} />
      {error !== null && (
        <Alert color="orange" icon={<IconAlertTriangle />} title={t("resting")} mb="md">
          {runErrorText({ code: error.code, params: error.params })}
        </Alert>
      )}
      {weak && (
        <Alert color="yellow" mb="md">
          {t("weak")}
        </Alert>
      )}
      <EvaluationTiles report={report} />
      <CandidateTable report={report} />
      {shown !== undefined && (
        <>
          {compared.length > 1 && (
            <SegmentedControl
              className={classes.which}
              aria-label={t("chart.which")}
              size="xs"
              value={shown.model}
              onChange={setChosen}
              data={compared.map(({ model, label }) => ({ value: model, label }))}
            />
          )}
          <LossChart candidate={shown} plan={report.plan} />
          {shown.pairs > 0 && <Disagreements report={report} candidate={shown} />}
        </>
      )}
      <HowItWasDone plan={report.plan} />
    </>
  );
}
