"use client";

import { Select } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { RunView } from "@/core/engine/events";
import { firingsByNode } from "@/core/engine/firings";
import { hasFinished } from "@/core/engine/live";
import type { GraphNode } from "@/core/graph/document";
import { ActivationPanel } from "../ActivationPanel";
import { placeOfPath } from "../firings";
import { Quiet } from "../Quiet";
import { Again } from "../RunSteps";
import { SimulatedMark } from "../SimulatedMark";
import { StatusLabel } from "../StatusLabel";
import { TakenFromMark } from "../TakenFromMark";
import classes from "./Replay.module.css";
import type { Replay } from "./useReplay";

/** What a node had taken, given and said by the moment that is shown. */
export function NodeAtMoment({ replay, run, node }: { replay: Replay; run: RunView; node: GraphNode | undefined }) {
  const t = useTranslations("replay");
  const status = useTranslations("runs.status");
  const [path, setPath] = useState<string | null>(null);
  if (node === undefined) {
    return (
      <aside className={classes.side} aria-label={t("side")}>
        <Quiet>{t("chooseNode")}</Quiet>
      </aside>
    );
  }
  const firings = firingsByNode(replay.shown)[node.id];
  const firing = firings?.all.find((known) => known.path === path) ?? firings?.shown;
  const until = firing?.finishedAt == null && !replay.atEnd ? replay.at : undefined;
  return (
    <aside className={classes.side} aria-label={node.name}>
      <h3 className={classes.sideTitle}>
        {firing !== undefined && <StatusLabel status={firing.status} iconOnly />}
        {node.name}
        {firing?.usage?.simulated && <SimulatedMark />}
        {firing && <TakenFromMark takenFrom={firing.takenFrom} />}
        {firing !== undefined && hasFinished(run.status) && <Again run={run} nodeId={node.id} />}
      </h3>
      {firings !== undefined && firings.all.length > 1 && (
        <Select
          className={classes.firing}
          size="xs"
          aria-label={t("firing")}
          allowDeselect={false}
          value={firing?.path ?? null}
          onChange={setPath}
          data={firings.all.map((each) => ({
            value: each.path,
            label: `${placeOfPath(each.path) || each.path} · ${status(each.status)}`,
          }))}
        />
      )}
      {firing === undefined ? (
        <Quiet>{replay.atEnd ? t("never") : t("notYet")}</Quiet>
      ) : (
        <ActivationPanel key={firing.path} runId={run.id} activation={firing} streamed={replay.shown.streamed[firing.path]} until={until} />
      )}
    </aside>
  );
}
