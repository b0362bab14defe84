"use client";

import { useQuery } from "@tanstack/react-query";
import { ModelChip } from "../models/ModelChip";
import { useTRPC } from "../trpc";
import classes from "./Runs.module.css";

type Props = { runId: string; keys: readonly string[]; simulated: boolean };

/** The models that answered, as chips; one that has left the registry is shown by its key, with the class it was called with. */
export function RunModels({ runId, keys, simulated }: Props) {
  const trpc = useTRPC();
  const models = useQuery(trpc.models.list.queryOptions());
  const registered = (key: string) => models.data?.find((known) => known.key === key);
  const gone = models.data !== undefined && keys.some((key) => registered(key) === undefined);
  const classesToday = useQuery(trpc.runs.modelClasses.queryOptions({ runId }, { enabled: gone }));
  return (
    <span className={classes.chips}>
      {keys.map((key) => {
        const model = registered(key);
        const modelClass = model?.class ?? classesToday.data?.[key] ?? "unknown";
        return <ModelChip key={key} model={{ label: model?.label ?? key, class: modelClass, simulated }} />;
      })}
    </span>
  );
}
