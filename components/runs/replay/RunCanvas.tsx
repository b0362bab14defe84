"use client";

import { Alert, Loader } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { RunView } from "@/core/engine/events";
import { DocumentCanvas, type Marks } from "../../canvas/ReadOnlyCanvas";
import { useErrorText } from "../../format/sentences";
import { NodeAtMoment } from "./NodeAtMoment";
import classes from "./Replay.module.css";
import { ReplayBar } from "./ReplayBar";
import { useReplay } from "./useReplay";
import { useCanvasAround, useRunDocument, useShownRun } from "./useRunDocument";

const unmarked: Marks = { nodes: new Map(), edges: new Map() };

type Props = {
  run: RunView;
  /** End of a run that still goes on, in milliseconds since 1970. */
  now: number;
  /** A node to be chosen and brought into view; a new object asks again. */
  focus: { node: string } | null;
};

/** A run on the canvas of the graph it ran, at any moment of it; one that goes on is followed until the slider is moved. */
export function RunCanvas({ run, now, focus }: Props) {
  const t = useTranslations("replay");
  const errorText = useErrorText();
  const { document, error } = useRunDocument(run.id);
  const { graph, models } = useCanvasAround(run);
  const replay = useReplay(run, now);
  const shown = useShownRun(replay.shown);
  const [chosen, setChosen] = useState<string | null>(focus?.node ?? null);
  useEffect(() => {
    if (focus !== null) setChosen(focus.node);
  }, [focus]);
  if (error !== null) return <Alert color="red">{errorText(error)}</Alert>;
  if (document === undefined) return <Loader size="sm" />;
  const node = document.nodes.find(({ id }) => id === chosen);
  return (
    <div className={classes.view}>
      <div className={classes.stage}>
        <DocumentCanvas
          label={t("canvas")}
          document={document}
          graph={graph}
          models={models}
          run={shown}
          marks={unmarked}
          chosen={chosen}
          focus={focus}
          onChoose={setChosen}
        />
      </div>
      <NodeAtMoment key={chosen} replay={replay} run={run} node={node} />
      <ReplayBar replay={replay} />
    </div>
  );
}
