"use client";

import { Alert, Button, Checkbox, Group, Loader, Modal, NumberInput, Select, Stack, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { IconDownload } from "@tabler/icons-react";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { DatasetAsked, type DatasetCounts, datasetQuery } from "@/core/curation/dataset";
import { removers, SelectionRules } from "@/core/curation/select";
import { Count } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import { type Period, periods } from "../runs/useRunFilter";
import { useTRPC } from "../trpc";
import classes from "./Curation.module.css";

/** How long nothing is changed before calls are counted anew. Milliseconds. */
const PAUSE = 400;
const balances = ["none", "cluster", "output"] as const;

type Props = { opened: boolean; onClose(): void; graphId?: string | undefined };

/** Which recorded calls make a data set: what each rule leaves, and taking them along. */
export function DatasetDialog({ opened, onClose, graphId }: Props) {
  const t = useTranslations("curation.dataset");
  return (
    <Modal opened={opened} onClose={onClose} title={t("title")} size="lg">
      {opened && <Fields startGraph={graphId ?? null} />}
    </Modal>
  );
}

function Fields({ startGraph }: { startGraph: string | null }) {
  const t = useTranslations("curation.dataset");
  const runs = useTranslations("runs");
  const page = useTranslations("curation");
  const trpc = useTRPC();
  const graphs = useQuery(trpc.graphs.list.queryOptions());
  const [graphId, setGraphId] = useState(startGraph);
  const tasks = useQuery(trpc.curation.tasks.queryOptions({ graphId: graphId ?? "" }, { enabled: graphId !== null }));
  const [chosenTask, setTask] = useState<string | null>(null);
  const [period, setPeriod] = useState<Period | null>(null);
  const [rules, setRules] = useState(SelectionRules.parse({}));
  const change = (part: Partial<SelectionRules>) => setRules({ ...rules, ...part });
  const keyOf = ({ nodeId, fingerprint }: { nodeId: string; fingerprint: string }) => JSON.stringify([nodeId, fingerprint]);
  const task = tasks.data?.find((one) => keyOf(one) === chosenTask) ?? tasks.data?.[0];
  const from = useMemo(() => (period === null ? undefined : new Date(Date.now() - periods[period]).toISOString()), [period]);
  const asked: DatasetAsked | null =
    graphId === null || task === undefined
      ? null
      : { graphId, nodeId: task.nodeId, fingerprint: task.fingerprint, ...(from !== undefined && { from }), rules };
  return (
    <Stack gap="md">
      <Text size="sm" c="var(--minnow-text-dim)">
        {t("hint")}
      </Text>
      <Group grow align="flex-start">
        <Select
          label={t("graph")}
          placeholder={t("chooseGraph")}
          data={(graphs.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={graphId}
          onChange={(value) => {
            setGraphId(value);
            setTask(null);
          }}
          searchable
        />
        <Select
          label={t("period")}
          placeholder={page("allTime")}
          data={(Object.keys(periods) as Period[]).map((value) => ({ value, label: runs(`periods.${value}`) }))}
          value={period}
          onChange={(value) => setPeriod(value as Period | null)}
          clearable
        />
      </Group>
      {graphId !== null && (
        <Select
          label={t("task")}
          placeholder={t("chooseTask")}
          data={(tasks.data ?? []).map((one) => ({
            value: keyOf(one),
            label: t("taskOf", { node: one.name, task: one.fingerprint.slice(0, 6), calls: one.calls }),
          }))}
          value={task === undefined ? null : keyOf(task)}
          onChange={setTask}
          allowDeselect={false}
          error={tasks.data?.length === 0 && t("noTasks")}
        />
      )}
      <Rules rules={rules} change={change} />
      {asked !== null && <Result asked={asked} />}
    </Stack>
  );
}

function Rules({ rules, change }: { rules: SelectionRules; change(part: Partial<SelectionRules>): void }) {
  const t = useTranslations("curation.dataset");
  const percent = rules.near === null ? 85 : Math.round(rules.near * 100);
  return (
    <Stack gap="sm">
      <Checkbox label={t("endedWell")} checked={rules.endedWell} onChange={(event) => change({ endedWell: event.currentTarget.checked })} />
      <Checkbox
        label={t("measured")}
        description={t("measuredHint")}
        checked={rules.measured}
        onChange={(event) => change({ measured: event.currentTarget.checked })}
      />
      <Checkbox label={t("exact")} checked={rules.exact} onChange={(event) => change({ exact: event.currentTarget.checked })} />
      <Checkbox
        label={t("near")}
        checked={rules.near !== null}
        onChange={(event) => change({ near: event.currentTarget.checked ? percent / 100 : null })}
      />
      {rules.near !== null && (
        <NumberInput
          aria-label={t("near")}
          description={t("nearHint")}
          min={50}
          max={100}
          suffix=" %"
          allowDecimal={false}
          ml={30}
          maw={340}
          value={percent}
          onChange={(value) => typeof value === "number" && value >= 50 && value <= 100 && change({ near: value / 100 })}
        />
      )}
      <Group grow align="flex-start">
        <Select
          label={t("feedback")}
          data={SelectionRules.shape.feedback.unwrap().options.map((value) => ({ value, label: t(`feedbackKinds.${value}`) }))}
          value={rules.feedback}
          onChange={(value) => change({ feedback: SelectionRules.shape.feedback.parse(value ?? undefined) })}
          allowDeselect={false}
        />
        <Select
          label={t("balance")}
          data={balances.map((value) => ({ value, label: t(`balances.${value}`) }))}
          description={rules.balance === "cluster" ? t("clusterHint") : undefined}
          inputWrapperOrder={["label", "input", "description"]}
          value={rules.balance}
          onChange={(value) => change({ balance: balances.find((balance) => balance === value) ?? "none" })}
          allowDeselect={false}
        />
        {rules.balance !== "none" && (
          <NumberInput
            label={t("most")}
            description={t("mostHint")}
            inputWrapperOrder={["label", "input", "description"]}
            min={1}
            max={1_000_000}
            allowDecimal={false}
            value={rules.most ?? ""}
            onChange={(value) => change({ most: typeof value === "number" ? value : null })}
          />
        )}
      </Group>
    </Stack>
  );
}

function Result({ asked }: { asked: DatasetAsked }) {
  const t = useTranslations("curation.dataset");
  const errorText = useErrorText();
  const [settled] = useDebouncedValue(JSON.stringify(asked), PAUSE);
  const counted = useMemo(() => DatasetAsked.parse(JSON.parse(settled)), [settled]);
  const query = useQuery(
    useTRPC().curation.dataset.queryOptions(counted, { placeholderData: keepPreviousData, refetchOnWindowFocus: false }),
  );
  const fresh = !query.isFetching && settled === JSON.stringify(asked);
  if (query.error !== null) return <Alert color="red">{errorText(query.error)}</Alert>;
  if (query.data === undefined)
    return (
      <Group gap="xs" role="status">
        <Loader size="xs" /> {t("counting")}
      </Group>
    );
  return (
    <>
      <div role="status" aria-busy={!fresh} style={{ opacity: fresh ? 1 : 0.6 }}>
        <Counts counts={query.data} />
      </div>
      <Group>
        {fresh && query.data.selected > 0 ? (
          <Button component="a" href={`/api/runs/export?${datasetQuery(asked)}`} download leftSection={<IconDownload size={16} />}>
            {t("download", { calls: query.data.selected })}
          </Button>
        ) : (
          <Button disabled leftSection={<IconDownload size={16} />}>
            {t("download", { calls: query.data.selected })}
          </Button>
        )}
      </Group>
    </>
  );
}

function Counts({ counts: { calls, removed, selected, groups, left } }: { counts: DatasetCounts }) {
  const t = useTranslations("curation.dataset");
  return (
    <Stack gap={6}>
      <table className={classes.counts}>
        <tbody>
          <tr>
            <th scope="row">{t("calls")}</th>
            <td>
              <Count value={calls} />
            </td>
          </tr>
          {removers
            .filter((name) => removed[name] > 0)
            .map((name) => (
              <tr key={name}>
                <th scope="row">− {t(`removed.${name}`)}</th>
                <td>
                  <Count value={removed[name]} />
                </td>
              </tr>
            ))}
          <tr data-sum>
            <th scope="row">
              {t("left")}
              {groups !== null && <Text span size="xs" c="var(--minnow-text-dim)">{` · ${t("groups", { groups })}`}</Text>}
            </th>
            <td>
              <Count value={selected} />
            </td>
          </tr>
        </tbody>
      </table>
      {left && <Text size="sm">{t("more", { calls })}</Text>}
      {selected === 0 && calls > 0 && <Text size="sm">{t("nothing")}</Text>}
    </Stack>
  );
}
