"use client";

import { Alert, Button, Checkbox, Group, Modal, SegmentedControl, Skeleton } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { notifications } from "@mantine/notifications";
import { IconCheck, IconPlayerPlayFilled, IconPlayerStopFilled } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useMemo, useState } from "react";
import type { GraphNode } from "@/core/graph/document";
import { exampleInputs } from "@/core/graph/exampleInputs";
import type { JsonObject } from "@/core/graph/json";
import { answerersOf, assignmentOf, servedBy } from "@/core/graph/serve";
import { useEditor, useEditorStore, useModelList } from "../editor/EditorContext";
import { RunField } from "../editor/RunField";
import { type FormValues, formValues, readForm } from "../editor/runInput";
import type { Choice } from "../inspector/chooser/choice";
import { useChoices } from "../inspector/chooser/useChoices";
import { actsOutside, useTrialFields } from "../inspector/trialFields";
import { useTRPC } from "../trpc";
import { Column } from "./Column";
import { firstPicks, lowest } from "./compare";
import { type Given, InputSource } from "./InputSource";
import { ModelPicks } from "./ModelPicks";
import classes from "./SideBySide.module.css";
import { useTold } from "./useTold";
import { useTrials } from "./useTrials";

const nothing: JsonObject = {};

/** Asks several models what the node would ask one, and shows what each answers beside what it takes. */
export function SideBySideDialog({ node, wanted, onClose }: { node: GraphNode; wanted: string | null; onClose(): void }) {
  const t = useTranslations("sideBySide");
  const trpc = useTRPC();
  const small = useMediaQuery("(max-width: 62em)");
  const graphId = useEditor((state) => state.graph.id);
  const models = useModelList();
  const usable = useMemo(() => models.filter(({ enabled }) => enabled), [models]);
  const { choices, tokensFrom } = useChoices(usable, node, undefined);
  const recent = useQuery(trpc.runs.recentInputs.queryOptions({ graphId, nodeId: node.id }, { staleTime: 0, gcTime: 0 }));
  const trials = useTrials();
  const [adding, setAdding] = useState(false);
  const close = () => {
    trials.stop();
    onClose();
  };
  return (
    <Modal
      opened
      onClose={close}
      // The list of models closes by Escape too, and before the view does.
      closeOnEscape={!adding}
      size="min(1480px, 96vw)"
      yOffset="3dvh"
      fullScreen={small ?? false}
      title={t("title", { node: node.name })}
      closeButtonProps={{ "aria-label": t("close") }}
    >
      {recent.isPending ? (
        <Skeleton height={180} aria-label={t("reading")} />
      ) : (
        <Comparison
          node={node}
          wanted={wanted}
          choices={choices}
          tokensFrom={tokensFrom}
          recent={recent.data ?? []}
          trials={trials}
          adding={adding}
          onAdding={setAdding}
          onClose={close}
        />
      )}
    </Modal>
  );
}

type Props = {
  node: GraphNode;
  wanted: string | null;
  choices: readonly Choice[];
  tokensFrom: number | null;
  recent: readonly Given[];
  trials: ReturnType<typeof useTrials>;
  adding: boolean;
  onAdding(adding: boolean): void;
  onClose(): void;
};

function Comparison({ node, wanted, choices, tokensFrom, recent, trials, adding, onAdding, onClose }: Props) {
  const t = useTranslations("sideBySide");
  const tRunning = useTranslations("running");
  const store = useEditorStore();
  const document = useEditor((state) => state.document);
  const shown = useEditor((state) => state.run?.firings[node.id]?.shown.inputs ?? null);
  const assignment = assignmentOf(node.config);
  const current = assignment === null ? [] : answerersOf(assignment);
  const [picks, setPicks] = useState(() => firstPicks(choices, current, wanted));
  const examples = useMemo(() => exampleInputs(document, node.id), [document, node.id]);
  const first = shown === null ? (recent[0] ?? null) : null;
  const [source, setSource] = useState<string | null>(first?.at ?? (shown === null ? (examples[0]?.id ?? null) : null));
  const [inputs, setInputs] = useState<JsonObject>(shown ?? first?.inputs ?? examples[0]?.inputs ?? nothing);
  const [typed, setTyped] = useState<FormValues>({});
  const [tried, setTried] = useState(false);
  const [agreed, setAgreed] = useState(false);
  const [differences, setDifferences] = useState(false);
  const fields = useTrialFields(node, inputs);
  const values = { ...formValues(fields, inputs), ...typed };
  const form = readForm(fields, values);
  const slips = form.ok || !tried ? {} : form.slips;
  const outside = actsOutside(document, node.id);
  const told = useTold(trials.trials, node.id);
  const ended = told.filter(({ busy }) => !busy).length;
  const done = told.map(({ answer, figures }) => (answer === undefined ? null : figures));
  const [cheapest, fastest] = [lowest(done.map((one) => one?.cost ?? null)), lowest(done.map((one) => one?.latency ?? null))];
  const known = new Map(choices.map(({ model }) => [model.key, model]));

  const run = () => {
    setTried(true);
    if (form.ok && picks.length > 0 && (!outside || agreed)) void trials.start(node.id, picks, form.input);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    run();
  };
  const use = (model: string) => {
    const now = store.getState().document.nodes.find(({ id }) => id === node.id);
    const config = now === undefined ? null : servedBy(now.config, model);
    if (config !== null) {
      store.getState().perform({ type: "configure", id: node.id, config });
      notifications.show({ message: t("used", { model: known.get(model)?.label ?? model, node: node.name }) });
    }
    onClose();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys start the comparison from any of its fields
    <div className={classes.view} onKeyDown={onKeyDown}>
      <div className={classes.asked}>
        <div className={classes.inputs}>
          <InputSource
            recent={recent}
            examples={examples}
            value={source}
            onChange={(chosen, given) => {
              setSource(chosen);
              setInputs(given);
              setTyped({});
            }}
          />
          {fields.map((field) => (
            <RunField
              key={field.name}
              field={field}
              value={values[field.name] ?? ""}
              slip={slips[field.name] ?? null}
              onChange={(value) => setTyped((before) => ({ ...before, [field.name]: value }))}
            />
          ))}
        </div>
        <div className={classes.choice}>
          <p className={classes.hint}>{t("how")}</p>
          <ModelPicks
            choices={choices}
            tokensFrom={tokensFrom}
            picks={picks}
            current={current}
            adding={adding}
            onAdding={onAdding}
            onChange={setPicks}
          />
          {outside && (
            <Checkbox
              size="sm"
              label={t("outside")}
              error={tried && !agreed ? tRunning("agreeFirst") : undefined}
              checked={agreed}
              onChange={(event) => setAgreed(event.currentTarget.checked)}
            />
          )}
          <Group gap={8}>
            <Button
              leftSection={<IconPlayerPlayFilled size={14} />}
              loading={trials.busy}
              disabled={picks.length === 0}
              onClick={run}
              data-autofocus
            >
              {t("run", { count: picks.length })}
            </Button>
            {trials.busy && (
              <Button variant="default" leftSection={<IconPlayerStopFilled size={14} />} onClick={trials.stop}>
                {t("stop")}
              </Button>
            )}
            <span role="status" className={classes.hint}>
              {told.length > 0 && t("ended", { ended, count: told.length })}
            </span>
            {told.length > 1 && (
              <SegmentedControl
                ml="auto"
                size="xs"
                aria-label={t("show")}
                value={differences ? "differences" : "answers"}
                onChange={(value) => setDifferences(value === "differences")}
                data={[
                  { value: "answers", label: t("answers") },
                  { value: "differences", label: t("differences") },
                ]}
              />
            )}
          </Group>
          {trials.unsaved && (
            <Alert color="red" variant="light" role="alert">
              {tRunning("unsaved")}
            </Alert>
          )}
        </div>
      </div>
      {told.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: more columns than fit scroll sideways
        <section className={classes.columns} aria-label={t("results")} tabIndex={0}>
          {told.map((one, index) => (
            <Column
              key={one.model}
              told={one}
              info={known.get(one.model)}
              isFirst={index === 0}
              first={told[0]?.answer}
              differences={differences}
              best={{ cost: cheapest === index, latency: fastest === index }}
            >
              <UseModel
                label={known.get(one.model)?.label ?? one.model}
                serves={assignment?.type === "single" && assignment.model === one.model}
                onUse={() => use(one.model)}
              />
            </Column>
          ))}
        </section>
      )}
    </div>
  );
}

function UseModel({ label, serves, onUse }: { label: string; serves: boolean; onUse(): void }) {
  const t = useTranslations("sideBySide");
  return (
    <Button
      size="compact-sm"
      variant="light"
      leftSection={serves ? <IconCheck size={14} /> : undefined}
      disabled={serves}
      aria-label={serves ? t("serves", { model: label }) : t("useModel", { model: label })}
      onClick={onUse}
    >
      {serves ? t("inUse") : t("use")}
    </Button>
  );
}
