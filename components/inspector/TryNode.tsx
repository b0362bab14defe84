"use client";

import { Alert, Button, Checkbox, Group, Stack } from "@mantine/core";
import { IconColumns3, IconPlayerPlayFilled, IconPlayerStopFilled } from "@tabler/icons-react";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { firingsByNode } from "@/core/engine/firings";
import { hasFinished } from "@/core/engine/live";
import type { GraphNode } from "@/core/graph/document";
import type { JsonObject } from "@/core/graph/json";
import { useEditor, useEditorStore, useNode } from "../editor/EditorContext";
import { useRunner } from "../editor/RunContext";
import { RunField } from "../editor/RunField";
import { type FormValues, formValues, readForm } from "../editor/runInput";
import { isDirty } from "../editor/store";
import { useErrorText } from "../format/sentences";
import { ActivationPanel } from "../runs/ActivationPanel";
import { SimulatedMark } from "../runs/SimulatedMark";
import { StatusLabel } from "../runs/StatusLabel";
import { useRun } from "../runs/useRun";
import { useSideBySide } from "../sideBySide/SideBySideContext";
import { useTRPC } from "../trpc";
import classes from "./Inspector.module.css";
import { PinButton } from "./PinnedOutput";
import { actsOutside, useTrialFields } from "./trialFields";

/** Runs the node alone, with what it was last given or what the person makes of that. */
export function TryNode({ nodeId }: { nodeId: string }) {
  const node = useNode(nodeId);
  return node === undefined ? null : <LastGiven node={node} />;
}

function LastGiven({ node }: { node: GraphNode }) {
  const trpc = useTRPC();
  const graphId = useEditor((state) => state.graph.id);
  const shown = useEditor((state) => state.run?.firings[node.id]?.shown.inputs ?? null);
  const recorded = useQuery(trpc.runs.lastInputs.queryOptions({ graphId, nodeId: node.id }, { enabled: shown === null, staleTime: 0 }));
  const inputs = shown ?? recorded.data ?? null;
  if (shown === null && recorded.isPending) return null;
  return <Trial key={JSON.stringify(inputs)} node={node} inputs={inputs} />;
}

function Trial({ node, inputs }: { node: GraphNode; inputs: JsonObject | null }) {
  const t = useTranslations("running");
  const tSide = useTranslations("sideBySide");
  const compare = useSideBySide();
  const errorText = useErrorText();
  const trpc = useTRPC();
  const store = useEditorStore();
  const { flush } = useRunner();
  const fields = useTrialFields(node, inputs ?? {});
  const [typed, setTyped] = useState<FormValues>({});
  const [tried, setTried] = useState(false);
  const [agreed, setAgreed] = useState(false);
  const [unsaved, setUnsaved] = useState(false);
  const [runId, setRunId] = useState<string | null>(null);
  const { run, error: followError } = useRun(runId);
  const start = useMutation(trpc.runs.startNode.mutationOptions({ onSuccess: ({ runId: id }) => setRunId(id) }));
  const cancel = useMutation(trpc.runs.cancel.mutationOptions());
  const outside = useEditor(({ document }) => actsOutside(document, node.id));
  const values = { ...formValues(fields, inputs ?? {}), ...typed };
  const form = readForm(fields, values);
  const slips = form.ok || !tried ? {} : form.slips;
  const running = start.isPending || (runId !== null && run === null && followError === null) || (run !== null && !hasFinished(run.status));
  const go = async () => {
    setTried(true);
    if (!form.ok || running || (outside && !agreed)) return;
    // The server runs its own copy of the node: what is drawn must be there first.
    await flush();
    const state = store.getState();
    setUnsaved(isDirty(state));
    if (!isDirty(state)) start.mutate({ graphId: state.graph.id, nodeId: node.id, inputs: form.input });
  };
  const activation = run === null ? undefined : firingsByNode(run)[node.id]?.shown;
  const error = start.error ?? followError;
  return (
    <Stack gap="md">
      <p className={classes.help}>{inputs === null ? t("neverRan") : t("lastGiven")}</p>
      {fields.map((field) => (
        <RunField
          key={field.name}
          field={field}
          value={values[field.name] ?? ""}
          slip={slips[field.name] ?? null}
          onChange={(value) => setTyped((before) => ({ ...before, [field.name]: value }))}
        />
      ))}
      {outside && (
        <Checkbox
          size="sm"
          label={t("outside")}
          error={tried && !agreed ? t("agreeFirst") : undefined}
          checked={agreed}
          onChange={(event) => setAgreed(event.currentTarget.checked)}
        />
      )}
      <Group gap={6}>
        <Button size="xs" leftSection={<IconPlayerPlayFilled size={13} />} loading={running} onClick={() => void go()}>
          {t("runNode")}
        </Button>
        {compare !== null && (
          <Button size="xs" variant="default" leftSection={<IconColumns3 size={14} />} onClick={() => compare()}>
            {tSide("open")}
          </Button>
        )}
        {run !== null && !hasFinished(run.status) && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconPlayerStopFilled size={13} />}
            onClick={() => cancel.mutate({ runId: run.id })}
          >
            {t("stop")}
          </Button>
        )}
      </Group>
      {(error !== null || unsaved) && (
        <Alert color="red" variant="light" role="alert">
          {unsaved ? t("unsaved") : errorText(error)}
        </Alert>
      )}
      {run !== null && activation !== undefined && (
        <section aria-label={t("result")} className={classes.trial}>
          <Group gap={8} mb={6}>
            <StatusLabel status={activation.status} />
            {activation.usage?.simulated && <SimulatedMark />}
            <span style={{ flex: 1 }} />
            {activation.status === "succeeded" && activation.outputs !== null && <PinButton node={node} outputs={activation.outputs} />}
          </Group>
          <ActivationPanel key={run.id} runId={run.id} activation={activation} streamed={run.streamed[activation.path]} />
        </section>
      )}
    </Stack>
  );
}
