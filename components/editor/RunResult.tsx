"use client";

import { ActionIcon, Alert, Button, CopyButton, Group, Stack, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy, IconExternalLink, IconPlayerTrackNext, IconX } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { RunView } from "@/core/engine/events";
import { hasFinished } from "@/core/engine/live";
import type { Json } from "@/core/graph/json";
import { definitions } from "@/nodes/definitions";
import { LongText } from "../format/LongText";
import { Count, Duration, Money } from "../format/Quantity";
import { useRunErrorText } from "../format/sentences";
import { Approvals } from "../runs/Approvals";
import { RunControls } from "../runs/RunControls";
import { SaveAsTest } from "../testing/SaveAsTest";
import classes from "./Editor.module.css";
import { useEditor, useEditorStore } from "./EditorContext";
import { useRunner } from "./RunContext";
import { totalsOf } from "./runTotals";

/** A run as it goes: state and totals, the text being written, then the output. */
export function RunResult({ run, onClear }: { run: RunView; onClear(): void }) {
  const t = useTranslations("editor");
  const runErrorText = useRunErrorText();
  const store = useEditorStore();
  const nodes = useEditor((state) => state.document.nodes);
  const totals = totalsOf(run);
  const failing = run.error?.nodeId;
  return (
    <section aria-label={t("run.result")} className={classes.result} data-status={run.status}>
      <Group gap={6} wrap="nowrap">
        <span className={classes.runStatus} data-status={run.status} role="status">
          {t(`status.${run.status}`)}
        </span>
        {run.simulated && (
          <Tooltip label={t("simulatedHint")}>
            <span className={classes.simulated}>{t("simulated")}</span>
          </Tooltip>
        )}
        <span style={{ flex: 1 }} />
        <Link href={`/runs/${run.id}`} className={classes.quietLink}>
          {t("run.open")} <IconExternalLink size={13} aria-hidden />
        </Link>
        <Tooltip label={t("run.clear")}>
          <ActionIcon size="sm" aria-label={t("run.clear")} onClick={onClear}>
            <IconX size={14} />
          </ActionIcon>
        </Tooltip>
      </Group>
      {hasFinished(run.status) ? (
        <ReplayButton />
      ) : (
        <Group gap={6}>
          <RunControls run={run} size="compact-sm" />
        </Group>
      )}
      <Approvals run={run} />
      <dl className={classes.totals}>
        <div>
          <dt>{t("run.duration")}</dt>
          <dd>
            <Duration ms={totals.durationMs} />
          </dd>
        </div>
        <div>
          <dt>{t("run.tokens")}</dt>
          <dd title={t("tokensInOut", { input: totals.inputTokens, output: totals.outputTokens })}>
            <Count value={totals.inputTokens + totals.outputTokens} />
          </dd>
        </div>
        <div>
          <dt>{t("run.cost")}</dt>
          <dd>
            <Money usd={totals.cost} />
          </dd>
        </div>
      </dl>
      {Object.entries(run.streamed).map(([path, text]) => {
        const nodeId = run.activations.find((activation) => activation.path === path)?.nodeId;
        const name = nodes.find(({ id }) => id === nodeId)?.name ?? path;
        return (
          <div key={path} className={classes.stream} data-stream={nodeId}>
            <Text size="xs" fw={600} c="var(--minnow-running)">
              {t("run.writes", { node: name })}
            </Text>
            <LongText text={text} label={name} growing />
          </div>
        );
      })}
      {run.error !== null && (
        <Alert color="red" variant="light" role="alert" title={nodes.find(({ id }) => id === failing)?.name}>
          {runErrorText(run.error)}
          {failing !== undefined && (
            <button type="button" className={classes.textButton} onClick={() => store.getState().focusNode(failing)}>
              {t("run.showNode")}
            </button>
          )}
        </Alert>
      )}
      {run.output !== null && <Output output={run.output} simulated={run.simulated} />}
      {run.status === "succeeded" && <SaveAsTest run={run} />}
    </section>
  );
}

function ReplayButton() {
  const t = useTranslations("replay");
  const { replaying, replay } = useRunner();
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconPlayerTrackNext size={14} />}
      aria-pressed={replaying}
      style={{ alignSelf: "flex-start" }}
      onClick={() => replay(!replaying)}
    >
      {replaying ? t("close") : t("open")}
    </Button>
  );
}

function Output({ output, simulated }: { output: Json; simulated: boolean }) {
  const t = useTranslations("editor");
  const order = useOutputFields();
  const entries: [string, Json][] =
    typeof output === "object" && output !== null && !Array.isArray(output)
      ? Object.entries(output).sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
      : [["", output]];
  return (
    <Stack gap={8} data-testid="run-output">
      {entries.map(([name, value]) => {
        const text = typeof value === "string" ? value : JSON.stringify(value, null, 2);
        return (
          <div key={name} className={classes.output}>
            <Group gap={6} justify="space-between" wrap="nowrap">
              <Text size="xs" fw={600} ff="monospace">
                {name === "" ? t("run.output") : name}
                {simulated && (
                  <Text span size="xs" fw={400} c="var(--minnow-simulated)">
                    {" "}
                    · {t("simulated")}
                  </Text>
                )}
              </Text>
              <CopyButton value={text}>
                {({ copied, copy }) => (
                  <ActionIcon size="sm" aria-label={t("run.copy", { name })} onClick={copy}>
                    {copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
                  </ActionIcon>
                )}
              </CopyButton>
            </Group>
            <LongText
              text={text}
              label={name === "" ? t("run.output") : name}
              className={typeof value === "string" ? undefined : classes.code}
            />
          </div>
        );
      })}
      {entries.length === 0 && (
        <Text size="sm" c="var(--minnow-text-dim)">
          {t("run.emptyOutput")}
        </Text>
      )}
    </Stack>
  );
}

/** The names of the output node's fields, in the order the person gave them; the stored output has none. */
export function useOutputFields(): readonly string[] {
  const config = useEditor(({ document }) => document.nodes.find(({ kind }) => kind === "output")?.config);
  const parsed = definitions.output.config.safeParse(config);
  return parsed.success ? parsed.data.fields.map(({ name }) => name) : [];
}
