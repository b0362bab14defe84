"use client";

import { useQuery } from "@tanstack/react-query";
import { ModelChip } from "../models/ModelChip";
import { useTRPC } from "../trpc";
import classes from "./Runs.module.css";

/** The models that answered, as chips; one that has left the registry is shown by its key. */
export function RunModels({ keys, simulated }: { keys: readonly string[]; simulated: boolean }) {
  const trpc = useTRPC();
  const models = useQuery(trpc.models.list.queryOptions(undefined, { staleTime: 60_000 }));
  return (
    <span className={classes.chips}>
      {keys.map((key) => {
        const model = models.data?.find((known) => known.key === key);
        return <ModelChip key={key} model={{ label: model?.label ?? key, class: model?.class ?? "unknown", simulated }} />;
      })}
    </span>
  );
}
