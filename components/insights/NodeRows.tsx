"use client";

import { ActionIcon, Button, Group, Tooltip } from "@mantine/core";
import { IconChevronDown, IconChevronRight, IconPencil } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { NodeReport, SeriesReport } from "@/core/replacement/report";
import { EvaluateButton } from "../evaluations/EvaluateButton";
import { When } from "../format/Quantity";
import { ModelChip } from "../models/ModelChip";
import classes from "./insights.module.css";
import { SavingView } from "./SavingView";
import { ScoreCardView } from "./ScoreCardView";
import { SeriesCells } from "./SeriesCells";

/** Columns of the table of nodes; a row that spans it needs the number. */
export const COLUMNS = 9;

export const editorOf = (graphId: string, nodeId: string): string => `/graphs/${graphId}?node=${encodeURIComponent(nodeId)}`;

/** The node's name, also when it is gone. */
export function useNodeName(): (node: Pick<NodeReport, "name" | "nodeId">) => string {
  const t = useTranslations("insights.table");
  return ({ name, nodeId }) => name ?? `${t("deleted")} ${nodeId}`;
}

function Chip({ series }: { series: SeriesReport }) {
  return <ModelChip model={{ label: series.modelLabel, class: series.modelClass, simulated: series.simulated }} />;
}

function SeriesRow({
  series,
  head,
  open,
  onToggle,
  label,
  evaluated,
}: {
  series: SeriesReport;
  head: ReactNode;
  open: boolean;
  onToggle(): void;
  label: string;
  /** The node that may be evaluated, when this is what serves it. */
  evaluated: (Pick<NodeReport, "nodeId"> & { name: string }) | null;
}) {
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <>
      <tr>
        <td>
          <div className={classes.nodeCell}>
            <ActionIcon size="sm" aria-label={label} aria-expanded={open} onClick={onToggle}>
              <Chevron size={16} />
            </ActionIcon>
            <div className={classes.nodeName}>
              {head}
              <Chip series={series} />
            </div>
          </div>
        </td>
        <SeriesCells series={series} />
      </tr>
      {open && (
        <tr>
          <td colSpan={COLUMNS}>
            <div className={classes.detail}>
              <ScoreCardView card={series.card} />
              {series.saving !== null && (
                <div>
                  <SavingView saving={series.saving} />
                  {evaluated !== null && series.saving.candidate !== null && (
                    <Group mt="sm">
                      <EvaluateButton graphId={series.graphId} nodeId={evaluated.nodeId} nodeName={evaluated.name} />
                    </Group>
                  )}
                </div>
              )}
            </div>
          </td>
        </tr>
      )}
    </>
  );
}

const keyOf = ({ fingerprint, model }: SeriesReport) => `${fingerprint} ${model}`;

/** A model node: one row per model of its current task, each with its card, and its earlier tasks folded away. */
export function NodeRows({ graphId, node, startOpen }: { graphId: string; node: NodeReport; startOpen: boolean }) {
  const t = useTranslations("insights.table");
  const name = useNodeName()(node);
  const first = node.current[0];
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set(startOpen && first !== undefined ? [keyOf(first)] : []));
  const [showsOlder, setShowsOlder] = useState(false);
  const toggle = (key: string) => setOpen(open.has(key) ? new Set([...open].filter((other) => other !== key)) : new Set([...open, key]));
  const row = (series: SeriesReport, head: ReactNode) => (
    <SeriesRow
      key={keyOf(series)}
      series={series}
      head={head}
      open={open.has(keyOf(series))}
      onToggle={() => toggle(keyOf(series))}
      label={t("details", { node: name })}
      evaluated={!node.deleted && series === first ? { nodeId: node.nodeId, name } : null}
    />
  );
  const title = (
    <span className={classes.name} id={`node-${node.nodeId}`}>
      {name}{" "}
      {node.deleted ? (
        <span className={classes.dim}>{node.name === null ? "" : t("deleted")}</span>
      ) : (
        <EditLink href={editorOf(graphId, node.nodeId)} />
      )}
    </span>
  );
  return (
    <>
      {first === undefined && (
        <tr>
          <td>
            <div className={classes.nodeName}>{title}</div>
          </td>
          <td colSpan={COLUMNS - 1} className={classes.dim}>
            {node.deleted ? t("gone") : t("notRun")}
          </td>
        </tr>
      )}
      {node.current.map((series, index) => row(series, index === 0 ? title : null))}
      {node.older.length > 0 && (
        <tr className={classes.older}>
          <td colSpan={COLUMNS}>
            <Tooltip label={t("olderHint")} multiline maw={320}>
              <Button
                variant="subtle"
                color="gray"
                size="compact-xs"
                aria-expanded={showsOlder}
                leftSection={showsOlder ? <IconChevronDown size={14} /> : <IconChevronRight size={14} />}
                onClick={() => setShowsOlder(!showsOlder)}
              >
                {t("older", { count: node.older.length })}
              </Button>
            </Tooltip>
          </td>
        </tr>
      )}
      {showsOlder &&
        node.older.map((series) =>
          row(
            series,
            <span className={classes.dim}>
              {t("task", { fingerprint: series.fingerprint.slice(0, 6) })} · {t("lastCall")} <When at={new Date(series.lastAt)} />
            </span>,
          ),
        )}
    </>
  );
}

export function EditLink({ href }: { href: string }) {
  const t = useTranslations("insights");
  return (
    <Tooltip label={t("openNode")}>
      <ActionIcon component={Link} href={href} size="xs" aria-label={t("openNode")}>
        <IconPencil size={13} />
      </ActionIcon>
    </Tooltip>
  );
}
