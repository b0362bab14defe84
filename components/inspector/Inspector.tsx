"use client";

import { ActionIcon, Alert, Button, Collapse, Group, Select, Stack, Tabs, TextInput, Tooltip } from "@mantine/core";
import { IconHelpCircle, IconTrash, IconX } from "@tabler/icons-react";
import { useLocale, useTranslations } from "next-intl";
import { memo, useEffect, useState } from "react";
import type { Firings } from "@/core/engine/firings";
import { hasFinished } from "@/core/engine/live";
import { kinds } from "@/nodes/definitions";
import { kindIcon } from "../canvas/kindIcons";
import { type NodeShell, useEditor, useEditorStore, useNodeShell } from "../editor/EditorContext";
import { takesPin } from "../editor/pins";
import { useRunner, useShownRun } from "../editor/RunContext";
import { SeverityIcon } from "../format/SeverityIcon";
import { useErrorText, useProblemText } from "../format/sentences";
import { ActivationPanel } from "../runs/ActivationPanel";
import { Approvals } from "../runs/Approvals";
import { placeOfPath } from "../runs/firings";
import { ConfigForm } from "./ConfigForm";
import { Connections } from "./Connections";
import { GeneralSettings } from "./GeneralSettings";
import classes from "./Inspector.module.css";
import { PinButton, PinnedOutput } from "./PinnedOutput";
import { TryNode } from "./TryNode";

/** Everything about the selected node: its name, form, problems, connections, settings and last run. */
export function Inspector({ nodeId }: { nodeId: string }) {
  const node = useNodeShell(nodeId);
  return node === undefined ? null : <Panel node={node} />;
}

const Panel = memo(function Panel({ node }: { node: NodeShell }) {
  const t = useTranslations("editor");
  const locale = useLocale();
  const store = useEditorStore();
  const definition = kinds(node.kind);
  const text = definition?.text[locale];
  const Icon = kindIcon(definition?.icon);
  const [helpOpen, setHelpOpen] = useState(false);
  const run = useEditor((state) => state.run);
  const firings = run?.firings[node.id];
  // A node that failed is opened to see why.
  const waits = firings?.shown.status === "waiting";
  const [tab, setTab] = useState<string | null>(firings?.shown.status === "failed" || waits ? "run" : "setup");
  useEffect(() => {
    if (waits) setTab("run");
  }, [waits]);
  const tRunning = useTranslations("running");
  const hasRun = run !== null && firings !== undefined;
  const shownTab = tab === "run" && !hasRun ? "setup" : tab;
  const form = (
    <Stack gap="md">
      <ConfigForm nodeId={node.id} />
      <Connections nodeId={node.id} />
      <GeneralSettings node={node} />
    </Stack>
  );
  return (
    <>
      <div className={classes.head}>
        <span className={classes.headIcon} aria-hidden>
          <Icon size={17} stroke={1.8} />
        </span>
        <NameField node={node} />
        <Tooltip label={t("help")}>
          <ActionIcon aria-label={t("help")} aria-expanded={helpOpen} onClick={() => setHelpOpen(!helpOpen)}>
            <IconHelpCircle size={17} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t("deleteNode")}>
          <ActionIcon
            aria-label={t("deleteNode")}
            onClick={() => store.getState().perform({ type: "removeElements", nodes: [node.id], edges: [] })}
          >
            <IconTrash size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label={t("deselect")}>
          <ActionIcon aria-label={t("deselect")} onClick={() => store.getState().select({ nodes: [], edges: [] })}>
            <IconX size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      <Collapse expanded={helpOpen}>
        <p className={classes.help} style={{ padding: "0 14px 10px" }}>
          {text?.help}
        </p>
      </Collapse>
      <PinnedOutput node={node} />
      {node.kind === "input" || node.kind === "output" ? (
        <div className={classes.scroll}>
          <Waiting nodeId={node.id} />
          {form}
        </div>
      ) : (
        <Tabs
          value={shownTab}
          onChange={setTab}
          style={{ display: "flex", flexDirection: "column", flex: 1, minHeight: 0 }}
          keepMounted={false}
        >
          <Tabs.List px={8}>
            <Tabs.Tab value="setup">{t("setup")}</Tabs.Tab>
            {hasRun && <Tabs.Tab value="run">{t("lastRun")}</Tabs.Tab>}
            <Tabs.Tab value="try">{tRunning("tab")}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="setup" className={classes.scroll}>
            {form}
          </Tabs.Panel>
          {hasRun && (
            <Tabs.Panel value="run" className={classes.scroll}>
              <LastRun runId={run.id} ended={hasFinished(run.status)} node={node} firings={firings} />
            </Tabs.Panel>
          )}
          <Tabs.Panel value="try" className={classes.scroll}>
            <TryNode nodeId={node.id} />
          </Tabs.Panel>
        </Tabs>
      )}
      <NodeProblems id={node.id} />
    </>
  );
});

const places = new Intl.Collator("en", { numeric: true });
/** Items that ran at the same time end in any order. */
const byPlace = (a: { path: string }, b: { path: string }): number => places.compare(a.path, b.path);

/** What the node did in the run that is shown; where it fired more than once, one firing at a time. */
function LastRun({ runId, ended, node, firings }: { runId: string; ended: boolean; node: NodeShell; firings: Firings }) {
  const t = useTranslations("editor");
  const tRuns = useTranslations("runs");
  const { again, busy, error } = useRunner();
  const errorText = useErrorText();
  const [chosen, setChosen] = useState<string | null>(null);
  const activation = firings.all.find(({ path }) => path === chosen) ?? firings.shown;
  return (
    <>
      <Waiting nodeId={node.id} />
      {firings.all.length > 1 && (
        <Select
          size="xs"
          mb="sm"
          searchable
          limit={200}
          allowDeselect={false}
          label={t("firing")}
          data={[...firings.all]
            .sort(byPlace)
            .map(({ path, status }) => ({ value: path, label: `${placeOfPath(path)} · ${t(`status.${status}`)}` }))}
          value={activation.path}
          onChange={setChosen}
        />
      )}
      <Group gap={6} mb="sm">
        {ended && (
          <Button size="compact-sm" variant="default" title={tRuns("againHint")} disabled={busy} onClick={() => again(node.id)}>
            {tRuns("again")}
          </Button>
        )}
        {activation.status === "succeeded" && activation.outputs !== null && takesPin(node) && activation.takenFrom !== "pin" && (
          <PinButton node={node} outputs={activation.outputs} />
        )}
      </Group>
      {error !== null && (
        <Alert color="red" variant="light" mb="sm" role="alert">
          {errorText(error)}
        </Alert>
      )}
      <ActivationPanel key={activation.path} runId={runId} activation={activation} />
    </>
  );
}

/** What the node asks a person in the run that is shown. */
function Waiting({ nodeId }: { nodeId: string }) {
  const run = useShownRun();
  return run === null ? null : <Approvals run={run} nodeId={nodeId} />;
}

function NameField({ node }: { node: NodeShell }) {
  const t = useTranslations("editor");
  const perform = useEditor((state) => state.perform);
  const [text, setText] = useState<string | null>(null);
  return (
    <TextInput
      size="xs"
      flex={1}
      aria-label={t("nodeName")}
      maxLength={120}
      styles={{ input: { fontWeight: 600, fontSize: 13.5 } }}
      value={text ?? node.name}
      error={text !== null && text.trim() === "" ? t("nameEmpty") : undefined}
      onChange={(event) => {
        setText(event.currentTarget.value);
        perform({ type: "renameNode", id: node.id, name: event.currentTarget.value }, `rename ${node.id}`);
      }}
      onBlur={() => setText(null)}
    />
  );
}

/** What is wrong with the node as a whole. It stands below the form, so that nothing moves under the hand that types. */
function NodeProblems({ id }: { id: string }) {
  const problemText = useProblemText();
  const problems = useEditor((state) => state.problemsByNode[id])?.filter(({ inputPort }) => inputPort === undefined) ?? [];
  if (problems.length === 0) return null;
  return (
    <Stack gap={6} className={classes.problems}>
      {problems.map((problem) => (
        <div key={JSON.stringify(problem)} className={classes.problem} data-severity={problem.severity}>
          <SeverityIcon severity={problem.severity} size={13} />
          <span>{problemText(problem)}</span>
        </div>
      ))}
    </Stack>
  );
}
