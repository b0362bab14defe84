"use client";

import { Alert, Button, Loader, Stack } from "@mantine/core";
import { IconAlertCircle, IconArrowLeft, IconArrowsDiff } from "@tabler/icons-react";
import Link from "next/link";
import { useRouter, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { refusalOf, useErrorText } from "../../format/sentences";
import { EmptyState } from "../../shell/EmptyState";
import { PageHeader } from "../../shell/PageHeader";
import runs from "../Runs.module.css";
import { useRun } from "../useRun";
import { Comparison } from "./Comparison";
import { RunSelect } from "./RunSelect";

/** Two runs beside each other; which, is in the address. */
export function ComparePage() {
  const t = useTranslations("compare");
  const query = useSearchParams();
  const [a, b] = [query.get("a"), query.get("b")];
  const report = useTranslations("runs");
  return (
    <>
      <Link href="/runs" className={runs.back}>
        <IconArrowLeft size={14} aria-hidden /> {report("toRuns")}
      </Link>
      <PageHeader title={t("title")} description={t("description")} />
      {a !== null && b !== null ? <Two a={a} b={b} /> : a !== null || b !== null ? <One runId={a ?? b ?? ""} /> : <None />}
    </>
  );
}

function None() {
  const t = useTranslations("compare");
  return (
    <EmptyState
      icon={<IconArrowsDiff size={28} stroke={1.6} />}
      title={t("noneTitle")}
      text={t("noneText")}
      action={
        <Button component={Link} href="/runs">
          {t("toList")}
        </Button>
      }
    />
  );
}

/** Asks for the run to compare with. */
function One({ runId }: { runId: string }) {
  const t = useTranslations("compare");
  const router = useRouter();
  const { run, error } = useRun(runId);
  if (error !== null) return <Missing error={error} which={null} />;
  if (run === null) return <Loader size="sm" />;
  return (
    <Stack gap="xs" maw={520}>
      <p className={runs.kind}>{t("oneText", { graph: run.graphName })}</p>
      <RunSelect
        label={t("other")}
        graphId={run.graphId}
        except={run.id}
        value={null}
        onChoose={({ id }) => router.replace(`/runs/compare?${new URLSearchParams({ a: id, b: run.id })}`)}
      />
    </Stack>
  );
}

function Two({ a, b }: { a: string; b: string }) {
  const t = useTranslations("compare");
  const [left, right] = [useRun(a), useRun(b)];
  if (left.error !== null) return <Missing error={left.error} which="A" />;
  if (right.error !== null) return <Missing error={right.error} which="B" />;
  if (left.run === null || right.run === null) return <Loader size="sm" />;
  return (
    <>
      {a === b && (
        <Alert variant="light" mb="md">
          {t("sameRun")}
        </Alert>
      )}
      {left.run.graphId !== right.run.graphId && (
        <Alert variant="light" mb="md" title={t("otherGraphTitle")}>
          {t("otherGraph", { a: left.run.graphName, b: right.run.graphName })}
        </Alert>
      )}
      <Comparison a={left.run} b={right.run} />
    </>
  );
}

function Missing({ error, which }: { error: unknown; which: "A" | "B" | null }) {
  const t = useTranslations("compare");
  const report = useTranslations("runs");
  const errorText = useErrorText();
  const missing = refusalOf(error)?.code === "not_found";
  return (
    <EmptyState
      icon={<IconAlertCircle size={28} />}
      title={which === null ? report(missing ? "missingTitle" : "unreadableTitle") : t(missing ? "missing" : "unreadable", { which })}
      text={errorText(error)}
      action={
        <Button component={Link} href="/runs" variant="default">
          {t("toList")}
        </Button>
      }
    />
  );
}
