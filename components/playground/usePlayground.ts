"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { canonicalJson, type JsonObject } from "@/core/graph/json";
import { PLAYGROUND_NODE, type Prompt } from "@/core/graph/playground";
import type { ModelInfo } from "@/core/models";
import { MOST } from "../sideBySide/compare";
import { useFollowed } from "../sideBySide/useFollowed";
import { useTold } from "../sideBySide/useTold";
import { useTRPC, useTRPCClient } from "../trpc";
import { draftOf, firstDraft, firstModels, type PromptDraft } from "./form";
import { keepDraft, keepModels, keptDraft, keptModels } from "./kept";

export type PastPrompt = Prompt & { at: string; runs: { model: string; runId: string }[] };

const started = (runs: PastPrompt["runs"]) => runs.map((run) => ({ ...run, error: null }));

/** What is written, whom it is for, and what was last asked with its answers. */
export function usePlayground(models: readonly ModelInfo[], opened: PastPrompt | null, question: string) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const followed = useFollowed();
  const present = (keys: readonly string[]) => keys.filter((key) => models.some((model) => model.key === key)).slice(0, MOST);
  const [draft, setDraft] = useState<PromptDraft>(() => (opened === null ? (keptDraft() ?? firstDraft(question)) : draftOf(opened)));
  const [picks, setPicks] = useState<string[]>(() => {
    const wanted = present(opened?.runs.map(({ model }) => model) ?? keptModels() ?? []);
    return wanted.length > 0 ? wanted : firstModels(models);
  });
  /** The answers that are shown are answers to this, whatever is written since. */
  const [asked, setAsked] = useState<Prompt | null>(null);
  const [baseline, setBaseline] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<unknown>(null);
  const told = useTold(followed.trials, PLAYGROUND_NODE);

  const open = (prompt: PastPrompt) => {
    setDraft(draftOf(prompt));
    const wanted = present(prompt.runs.map(({ model }) => model));
    if (wanted.length > 0) setPicks(wanted);
    show(prompt);
  };
  const show = ({ task, inputs, runs }: PastPrompt) => {
    setAsked({ task, inputs });
    setBaseline(null);
    setRefusal(null);
    followed.show(started(runs));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, with what the address named
  useEffect(() => {
    if (opened !== null) show(opened);
  }, []);
  useEffect(() => keepDraft(draft), [draft]);
  useEffect(() => keepModels(picks), [picks]);

  const run = (inputs: JsonObject) =>
    followed.start(async () => {
      setRefusal(null);
      const prompt = { task: draft.task, inputs };
      try {
        const runs = await client.playground.run.mutate({ ...prompt, models: picks });
        setAsked(prompt);
        if (baseline !== null && !picks.includes(baseline)) setBaseline(null);
        // A reload, or whoever is given the address, finds the same answers, finished or not.
        const [first] = runs;
        if (first !== undefined) window.history.replaceState(null, "", `?run=${first.runId}`);
        void queries.invalidateQueries(trpc.playground.history.queryFilter());
        return started(runs);
      } catch (error) {
        setRefusal(error);
        return null;
      }
    });

  const isChanged = asked !== null && canonicalJson(asked.task) !== canonicalJson(draft.task);
  return {
    draft,
    setDraft,
    picks,
    setPicks,
    asked,
    /** The prompt was edited since it was asked. */
    isChanged,
    refusal,
    told,
    baseline: told.find(({ model }) => model === baseline) ?? told[0] ?? null,
    setBaseline,
    busy: followed.busy,
    run,
    open,
    stop: () => followed.stop(),
  };
}

export type Playground = ReturnType<typeof usePlayground>;
