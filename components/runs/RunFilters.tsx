"use client";

import { Button, Menu, NumberInput, Pill, Select, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { IconDownload, IconFilter, IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { RunStatus } from "@/core/engine/events";
import { FeedbackFilter, filterQuery, type RunFilter } from "@/core/runs/filter";
import { RunTrigger } from "@/core/runs/trigger";
import { DatasetDialog } from "../curation/DatasetDialog";
import { useTRPC } from "../trpc";
import classes from "./Runs.module.css";
import { periods, type useRunFilter } from "./useRunFilter";

type Props = ReturnType<typeof useRunFilter>;

const isMore = ({ model, trigger, version, minCost, maxCost, feedback }: RunFilter): boolean =>
  [model, trigger, version, minCost, maxCost, feedback].some((value) => value !== undefined);

/** What narrows the list of runs, and taking what is left of it along. */
export function RunFilters(props: Props) {
  const { filter, period, asked, filtered, choose } = props;
  const t = useTranslations("runs");
  const trpc = useTRPC();
  const graphs = useQuery(trpc.graphs.list.queryOptions());
  const [more, setMore] = useState(isMore(filter));
  const set = (part: { [Name in keyof RunFilter]?: RunFilter[Name] | undefined }) => choose({ filter: without({ ...filter, ...part }) });
  return (
    <search className={classes.filters}>
      <div className={classes.filter}>
        <Search text={filter.text} onSearch={(text) => set({ text })} />
        <Select
          aria-label={t("filterGraph")}
          placeholder={t("allGraphs")}
          data={(graphs.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
          value={filter.graphId ?? null}
          onChange={(value) => set({ graphId: value ?? undefined })}
          clearable
          searchable
          w={190}
        />
        <Select
          aria-label={t("filterStatus")}
          placeholder={t("allStatuses")}
          data={RunStatus.options.map((value) => ({ value, label: t(`status.${value}`) }))}
          value={filter.status ?? null}
          onChange={(value) => set({ status: RunStatus.safeParse(value).data })}
          clearable
          w={130}
        />
        <Select
          aria-label={t("filterPeriod")}
          placeholder={t("allTime")}
          data={(Object.keys(periods) as (keyof typeof periods)[]).map((value) => ({ value, label: t(`periods.${value}`) }))}
          value={period}
          onChange={(value) => choose({ period: value as typeof period })}
          clearable
          w={150}
        />
        <Button variant="default" leftSection={<IconFilter size={15} />} aria-expanded={more} onClick={() => setMore(!more)}>
          {more ? t("fewerFilters") : t("moreFilters")}
        </Button>
        <Export asked={asked} />
      </div>
      {more && <MoreFilters filter={filter} set={set} />}
      <Given filter={filter} set={set} />
      {filtered && (
        <Button variant="subtle" size="compact-sm" onClick={() => choose({ filter: {}, period: null })}>
          {t("clearFilters")}
        </Button>
      )}
    </search>
  );
}

const without = (filter: { [Name in keyof RunFilter]?: RunFilter[Name] | undefined }): RunFilter =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as RunFilter;

/** How long nothing is typed before it is searched for. Milliseconds. */
const PAUSE = 350;

function Search({ text, onSearch }: { text: string | undefined; onSearch(text: string | undefined): void }) {
  const t = useTranslations("runs");
  const [typed, setTyped] = useState(text ?? "");
  // Cleared from elsewhere.
  useEffect(() => {
    if (text === undefined) setTyped("");
  }, [text]);
  const search = useDebouncedCallback((wanted: string) => onSearch(wanted.trim() === "" ? undefined : wanted.trim()), PAUSE);
  return (
    <TextInput
      aria-label={t("search")}
      placeholder={t("search")}
      leftSection={<IconSearch size={15} />}
      maxLength={200}
      w={268}
      value={typed}
      onChange={(event) => {
        setTyped(event.currentTarget.value);
        search(event.currentTarget.value);
      }}
    />
  );
}

type Setting = {
  filter: RunFilter;
  set(part: { [Name in keyof RunFilter]?: RunFilter[Name] | undefined }): void;
};

function MoreFilters({ filter, set }: Setting) {
  const t = useTranslations("runs");
  const trpc = useTRPC();
  const models = useQuery(trpc.models.list.queryOptions());
  const versions = useQuery(trpc.graphs.versions.queryOptions({ id: filter.graphId ?? "" }, { enabled: filter.graphId !== undefined }));
  return (
    <div className={classes.filter}>
      <Select
        aria-label={t("filterModel")}
        placeholder={t("allModels")}
        data={(models.data ?? []).map(({ key, label, connectionName }) => ({ value: key, label: `${label} · ${connectionName}` }))}
        value={filter.model ?? null}
        onChange={(value) => set({ model: value ?? undefined })}
        clearable
        searchable
        w={260}
      />
      {filter.graphId !== undefined && (
        <Select
          aria-label={t("filterVersion")}
          placeholder={t("allVersions")}
          data={[
            { value: "draft", label: t("draft") },
            ...(versions.data ?? []).map(({ number }) => ({ value: String(number), label: t("version", { number }) })),
          ]}
          value={filter.version === undefined ? null : String(filter.version)}
          onChange={(value) => set({ version: value === null ? undefined : value === "draft" ? "draft" : Number(value) })}
          clearable
          w={150}
        />
      )}
      <Select
        aria-label={t("filterTrigger")}
        placeholder={t("allTriggers")}
        data={RunTrigger.options.map((value) => ({ value, label: t(`trigger.${value}`) }))}
        value={filter.trigger ?? null}
        onChange={(value) => set({ trigger: RunTrigger.safeParse(value).data })}
        clearable
        w={180}
      />
      <Select
        aria-label={t("filterFeedback")}
        placeholder={t("anyFeedback")}
        data={FeedbackFilter.options.map((value) => ({ value, label: t(`feedbackKinds.${value}`) }))}
        value={filter.feedback ?? null}
        onChange={(value) => set({ feedback: FeedbackFilter.safeParse(value).data })}
        clearable
        w={244}
      />
      <Cost label={t("minCost")} value={filter.minCost} onChange={(minCost) => set({ minCost })} />
      <Cost label={t("maxCost")} value={filter.maxCost} onChange={(maxCost) => set({ maxCost })} />
    </div>
  );
}

/** What an address may ask for that has no field of its own: where a chart has led here. */
function Given({ filter: { from, to, nodeId }, set }: Setting) {
  const t = useTranslations("runs");
  const format = useFormatter();
  const moment = (at: string | undefined) =>
    at === undefined ? "" : format.dateTime(new Date(at), { dateStyle: "medium", timeStyle: "short" });
  const time = from === undefined ? (to === undefined ? null : "begunTo") : to === undefined ? "begunFrom" : "begunFromTo";
  return (
    <>
      {time !== null && (
        <Pill
          withRemoveButton
          onRemove={() => set({ from: undefined, to: undefined })}
          removeButtonProps={{ "aria-label": t("removeFilter"), "aria-hidden": false, tabIndex: 0 }}
        >
          {t(time, { from: moment(from), to: moment(to) })}
        </Pill>
      )}
      {nodeId !== undefined && (
        <Pill
          withRemoveButton
          onRemove={() => set({ nodeId: undefined })}
          removeButtonProps={{ "aria-label": t("removeFilter"), "aria-hidden": false, tabIndex: 0 }}
        >
          {t("ofNode", { node: nodeId })}
        </Pill>
      )}
    </>
  );
}

function Cost({ label, value, onChange }: { label: string; value: number | undefined; onChange(value: number | undefined): void }) {
  const [typed, setTyped] = useState<string | number>(value ?? "");
  useEffect(() => setTyped(value ?? ""), [value]);
  const change = useDebouncedCallback((wanted: string | number) => onChange(typeof wanted === "number" ? wanted : undefined), PAUSE);
  return (
    <NumberInput
      aria-label={label}
      placeholder={label}
      min={0}
      decimalScale={6}
      hideControls
      w={150}
      value={typed}
      onChange={(next) => {
        setTyped(next);
        change(next);
      }}
    />
  );
}

/** The runs that are shown, and those on further pages, as a file. */
function Export({ asked }: { asked: RunFilter }) {
  const t = useTranslations("runs");
  const address = (format: "csv" | "jsonl" | "parquet") => {
    const query = filterQuery(asked);
    query.set("format", format);
    return `/api/runs/export?${query}`;
  };
  const dataset = useTranslations("curation.dataset");
  const [choosing, setChoosing] = useState(false);
  return (
    <>
      <DatasetDialog opened={choosing} onClose={() => setChoosing(false)} graphId={asked.graphId} />
      <Menu>
        <Menu.Target>
          <Button variant="default" leftSection={<IconDownload size={15} />}>
            {t("export")}
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item component="a" href={address("csv")} download>
            {t("exportCsv")}
          </Menu.Item>
          <Menu.Item component="a" href={address("jsonl")} download>
            {t("exportLines")}
          </Menu.Item>
          <Menu.Item onClick={() => setChoosing(true)}>{dataset("menu")}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </>
  );
}
