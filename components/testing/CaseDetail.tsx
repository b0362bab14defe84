"use client";

import { Button, Tabs, Text } from "@mantine/core";
import { IconExternalLink, IconPlayerPlay } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { When } from "../format/Quantity";
import { SimulatedMark } from "../runs/SimulatedMark";
import { CaseForm } from "./CaseForm";
import { CaseResultView } from "./CaseResultView";
import { CaseStateLabel } from "./CaseStateLabel";
import type { CaseRow } from "./caseRows";
import classes from "./Testing.module.css";
import type { Testing } from "./useTests";

type Props = {
  row: CaseRow;
  testing: Testing;
  /** An earlier test run is shown: nothing is started from it. */
  past: boolean;
};

/** One case: what came of it, and what it is. */
export function CaseDetail({ row, testing, past }: Props) {
  const t = useTranslations("testing");
  const { result, example, state } = row;
  const [tab, setTab] = useState<string | null>(result === null ? "case" : "result");
  const running = state === "running" || state === "waiting";
  return (
    <section className={classes.detail} aria-label={row.name}>
      <header className={classes.detailHead}>
        <h2>{row.name}</h2>
        <CaseStateLabel state={state} />
        {result?.simulated === true && <SimulatedMark />}
        {result !== null && (
          <Text size="xs" c="var(--minnow-text-dim)">
            <When at={result.startedAt} />
            {result.version !== null && ` · ${t("onVersion", { number: result.version })}`}
          </Text>
        )}
        <span className={classes.space} />
        {result?.runId != null && (
          <Link href={`/runs/${result.runId}`} className={classes.runLink}>
            {t("openRun")} <IconExternalLink size={13} aria-hidden />
          </Link>
        )}
        {!past && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerPlay size={13} />}
            loading={testing.busy}
            disabled={running}
            onClick={() => {
              setTab("result");
              testing.start("draft", [row.id]);
            }}
          >
            {t("runOne")}
          </Button>
        )}
      </header>
      {row.edited && (
        <Text size="xs" c="var(--minnow-warning)" mb={8}>
          {t("editedHint")}
        </Text>
      )}
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="result">{t("result")}</Tabs.Tab>
          {example !== null && <Tabs.Tab value="case">{t("case")}</Tabs.Tab>}
        </Tabs.List>
        <Tabs.Panel value="result">
          <CaseResultView row={row} />
        </Tabs.Panel>
        {example !== null && (
          <Tabs.Panel value="case">
            <CaseForm example={example} output={result?.output ?? null} />
          </Tabs.Panel>
        )}
      </Tabs>
    </section>
  );
}
