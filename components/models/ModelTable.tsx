"use client";

import { Button, Table, TextInput, Tooltip } from "@mantine/core";
import { IconCpu, IconSearch } from "@tabler/icons-react";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import type { ModelInfo } from "@/core/models";
import { useMoney } from "../format/Quantity";
import { EmptyState } from "../shell/EmptyState";
import { CapabilityChips } from "./CapabilityChips";
import type { Dialog } from "./dialog";
import { useSource } from "./FactSource";
import { ModelChip } from "./ModelChip";
import classes from "./Models.module.css";
import { SizeCell } from "./SizeCell";

/** More models than this get a search field. */
const MANY = 8;

/** The registry: who may serve a node, how large, how much context, at what price. */
export function ModelTable({ models, mayEdit, open }: { models: readonly ModelInfo[]; mayEdit: boolean; open(dialog: Dialog): void }) {
  const t = useTranslations("models");
  const [search, setSearch] = useState("");
  if (models.length === 0) {
    return (
      <EmptyState
        icon={<IconCpu size={28} stroke={1.5} aria-hidden />}
        title={t("emptyTitle")}
        text={t("emptyText")}
        steps={[t("emptySteps.connect"), t("emptySteps.choose"), t("emptySteps.assign")]}
        action={mayEdit && <Button onClick={() => open({ type: "add", preset: null })}>{t("addConnection")}</Button>}
      />
    );
  }
  const wanted = search.trim().toLowerCase();
  const shown = models.filter(({ label, key }) => `${label} ${key}`.toLowerCase().includes(wanted));
  return (
    <>
      {models.length > MANY && (
        <TextInput
          aria-label={t("search")}
          placeholder={t("search")}
          leftSection={<IconSearch size={15} />}
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
          mb="sm"
          maw={320}
        />
      )}
      <div className={classes.tableFrame}>
        <Table highlightOnHover>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("columnModel")}</Table.Th>
              <Table.Th>{t("columnConnection")}</Table.Th>
              <Table.Th className={classes.number}>{t("columnParameters")}</Table.Th>
              <Table.Th className={classes.number}>{t("columnContext")}</Table.Th>
              <Table.Th className={classes.number}>
                <Tooltip label={t("priceHint")}>
                  <span>{t("columnPrice")}</span>
                </Tooltip>
              </Table.Th>
              <Table.Th>{t("columnCapabilities")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((model) => (
              <Row key={model.key} model={model} mayEdit={mayEdit} open={open} />
            ))}
          </Table.Tbody>
        </Table>
        {shown.length === 0 && <p className={classes.nothing}>{t("nothingFound")}</p>}
      </div>
    </>
  );
}

function Row({ model, mayEdit, open }: { model: ModelInfo; mayEdit: boolean; open(dialog: Dialog): void }) {
  const t = useTranslations("models");
  const format = useFormatter();
  const money = useMoney();
  const source = useSource(model.sources);
  const show = () => open({ type: "model", key: model.key });
  const simulated = model.connectionKind === "simulated";
  return (
    <Table.Tr className={classes.row} data-off={!model.enabled || undefined}>
      <Table.Td>
        <button
          type="button"
          className={classes.rowButton}
          onClick={show}
          aria-description={t(mayEdit ? "editModel" : "showModel", { label: model.label })}
        >
          <ModelChip model={{ label: model.label, class: model.class, simulated }} />
        </button>
        {!model.enabled && <span className={classes.off}>{t("off")}</span>}
        <code className={classes.key}>{model.key}</code>
      </Table.Td>
      <Table.Td>{model.connectionName}</Table.Td>
      <Table.Td className={classes.number}>
        <SizeCell model={model} mayEdit={mayEdit} onOpen={show} />
        {model.quantisation !== null && (
          <Tooltip label={source("quantisation")}>
            <span className={classes.quantised}>{model.quantisation}</span>
          </Tooltip>
        )}
      </Table.Td>
      <Table.Td className={classes.number}>
        {model.contextTokens === null ? (
          "–"
        ) : (
          <Tooltip label={source("contextTokens")} disabled={simulated}>
            <span className={classes.sourced}>{format.number(model.contextTokens)}</span>
          </Tooltip>
        )}
      </Table.Td>
      <Table.Td className={classes.number} title={simulated ? t("pricesInvented") : undefined}>
        {model.inputPrice === null ? "–" : t("priceOf", { input: money(model.inputPrice), output: money(model.outputPrice) })}
      </Table.Td>
      <Table.Td>
        <CapabilityChips model={model} />
      </Table.Td>
    </Table.Tr>
  );
}
