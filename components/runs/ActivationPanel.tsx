"use client";

import { Alert, Tabs, Text } from "@mantine/core";
import { IconAlertCircle } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ActivationView } from "@/core/engine/events";
import type { JsonObject } from "@/core/graph/json";
import { kinds } from "@/nodes/definitions";
import { LongText } from "../format/LongText";
import { useRunErrorText } from "../format/sentences";
import { Calls } from "./Calls";
import { Quiet } from "./Quiet";
import classes from "./Runs.module.css";
import { Value, Values } from "./Values";

const views = ["input", "output", "calls", "logs", "error"] as const;
type View = (typeof views)[number];

/** What one firing of a node took in, gave out, asked models, logged and failed with. `streamed` is its answer so far, `until` the moment it is seen at. */
export function ActivationPanel({
  runId,
  activation,
  streamed,
  until,
}: {
  runId: string;
  activation: ActivationView;
  streamed?: string | undefined;
  until?: number | undefined;
}) {
  const t = useTranslations("runs");
  const [chosen, setChosen] = useState<View | null>(null);
  const { error, logs, usage, kind } = activation;
  const has: Record<View, boolean> = {
    input: true,
    output: true,
    calls: kinds(kind)?.asksModels === true || (usage?.calls ?? 0) > 0,
    logs: logs.length > 0,
    error: error !== null,
  };
  const initial: View = activation.status === "failed" ? "error" : "output";
  const view = chosen !== null && has[chosen] ? chosen : initial;
  return (
    <Tabs
      value={view}
      onChange={(value) => setChosen(views.find((known) => known === value) ?? null)}
      keepMounted={false}
      className={classes.panel}
    >
      <Tabs.List>
        {views
          .filter((known) => has[known])
          .map((known) => (
            <Tabs.Tab key={known} value={known}>
              {t(`tabs.${known}`)}
              {known === "calls" && usage !== null && usage.calls > 1 && <span className={classes.tabCount}>{usage.calls}</span>}
              {known === "logs" && <span className={classes.tabCount}>{logs.length}</span>}
            </Tabs.Tab>
          ))}
      </Tabs.List>
      <Tabs.Panel value="input">
        <Inputs activation={activation} />
      </Tabs.Panel>
      <Tabs.Panel value="output">
        <Outputs activation={activation} streamed={streamed} />
      </Tabs.Panel>
      <Tabs.Panel value="calls">
        <Calls runId={runId} path={activation.path} running={activation.status === "running"} calls={usage?.calls ?? 0} until={until} />
      </Tabs.Panel>
      <Tabs.Panel value="logs">
        <LongText text={logs.join("\n")} label={t("tabs.logs")} className={`${classes.framed} ${classes.json}`} />
      </Tabs.Panel>
      <Tabs.Panel value="error">
        <ErrorText activation={activation} />
      </Tabs.Panel>
    </Tabs>
  );
}

const isEmpty = (values: JsonObject): boolean => Object.keys(values).length === 0;

function Inputs({ activation: { inputs, status } }: { activation: ActivationView }) {
  const t = useTranslations("runs");
  if (inputs !== null && !isEmpty(inputs)) return <Values values={inputs} />;
  return <Quiet>{status === "running" ? t("notYet") : t("nothingIn")}</Quiet>;
}

function Outputs({ activation: { outputs, status }, streamed }: { activation: ActivationView; streamed: string | undefined }) {
  const t = useTranslations("runs");
  if (outputs !== null && !isEmpty(outputs)) return <Values values={outputs} />;
  if (status === "running" && streamed) return <Value name={t("streaming")} value={streamed} growing />;
  if (status === "running") return <Quiet>{t("notYet")}</Quiet>;
  if (status === "waiting") return <Quiet>{t("waitingOut")}</Quiet>;
  return <Quiet>{status === "skipped" ? t("skippedOut") : t("nothingOut")}</Quiet>;
}

function ErrorText({ activation: { error, status } }: { activation: ActivationView }) {
  const t = useTranslations("runs");
  const errorText = useRunErrorText();
  if (error === null) return null;
  const attempts = error.attempts ?? 1;
  return (
    <Alert color="red" variant="light" icon={<IconAlertCircle size={18} />} title={status === "running" ? t("retrying") : undefined}>
      <Text size="sm">{errorText(error)}</Text>
      <Text size="xs" c="var(--minnow-text-dim)" mt={6}>
        {error.code}
        {attempts > 1 && ` · ${t("attempt", { attempt: attempts })}`}
      </Text>
    </Alert>
  );
}
