"use client";

import { Alert, Stack, Text } from "@mantine/core";
import { useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import { JsonObject } from "@/core/graph/json";
import { isRunnable } from "@/core/graph/validate";
import { definitions } from "@/nodes/definitions";
import type { InputField } from "@/nodes/input/definition";
import { useErrorText } from "../format/sentences";
import inspector from "../inspector/Inspector.module.css";
import { Keys } from "./commands/Keys";
import classes from "./Editor.module.css";
import { useEditor, useEditorStore } from "./EditorContext";
import { Examples } from "./Examples";
import { RunResult } from "./later";
import { ProblemList } from "./ProblemList";
import { useRunner, useShownRun } from "./RunContext";
import { RunField } from "./RunField";
import { formValues, readForm, startValues } from "./runInput";

const RUN_EVENT = "minnow:run";

/** Asks the open run panel to start, as its button would. */
export const requestRun = () => window.dispatchEvent(new Event(RUN_EVENT));

/** The form to start a run, and what became of it. */
export function RunPanel() {
  const t = useTranslations("editor.run");
  const errorText = useErrorText();
  const runner = useRunner();
  const fields = useInputFields();
  const problems = useEditor((state) => state.problems);
  const runnable = isRunnable(problems);
  const [tried, setTried] = useState(false);
  const values = { ...startValues(fields), ...runner.typed };
  const form = readForm(fields, values);
  const slips = form.ok || !tried ? {} : form.slips;
  const start = () => {
    setTried(true);
    if (form.ok && runnable && !runner.busy) runner.start(form.input);
  };
  useEffect(() => {
    window.addEventListener(RUN_EVENT, start);
    return () => window.removeEventListener(RUN_EVENT, start);
  });
  return (
    <>
      <div className={inspector.head}>
        <h2 className={classes.panelTitle}>{t("title")}</h2>
        <span title={t("shortcut")}>
          <Keys shortcut="Mod+Enter" />
        </span>
      </div>
      <div className={inspector.scroll}>
        <Stack gap="md">
          {!runnable && <Blockers />}
          <Debugging />
          {fields.length > 0 && (
            <Examples
              input={form.ok ? form.input : null}
              runnable={runnable}
              flush={runner.flush}
              onChoose={(input) => runner.fill(formValues(fields, input))}
            />
          )}
          {fields.length > 0 && (
            <form
              aria-label={t("input")}
              onSubmit={(event) => {
                event.preventDefault();
                start();
              }}
            >
              <Stack gap="sm">
                {fields.map((field) => (
                  <RunField
                    key={field.name}
                    field={field}
                    value={values[field.name] ?? ""}
                    slip={slips[field.name] ?? null}
                    onChange={(value) => runner.type(field.name, value)}
                  />
                ))}
              </Stack>
            </form>
          )}
          {runner.error !== null && (
            <Alert color="red" variant="light" title={t("notStarted")} role="alert">
              {errorText(runner.error)}
            </Alert>
          )}
          <NamedInput fields={fields} />
          {runner.stray !== null && <StrayRun why={runner.stray} />}
          {runner.shown !== "none" ? <ShownResult onClear={runner.clear} /> : runnable && <p className={inspector.help}>{t("how")}</p>}
        </Stack>
      </div>
    </>
  );
}

/** Fills the form with what the run got that the address names, to be run again with it. */
function NamedInput({ fields }: { fields: readonly InputField[] }) {
  const run = useShownRun();
  const named = useSearchParams().get("run");
  const { fill } = useRunner();
  const input = run !== null && run.id === named ? JsonObject.safeParse(run.input).data : undefined;
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each run, whatever is typed or drawn then
  useEffect(() => {
    if (input !== undefined) fill(formValues(fields, input));
  }, [input === undefined ? null : named]);
  return null;
}

function ShownResult({ onClear }: { onClear(): void }) {
  const run = useShownRun();
  return run !== null && <RunResult run={run} onClear={onClear} />;
}

/** Says why the run that the address names isn't on the canvas. */
function StrayRun({ why }: { why: "unknown" | "otherGraph" }) {
  const t = useTranslations("replay");
  return (
    <Alert variant="light" title={t("notShown")} role="alert">
      {t(why === "unknown" ? "unknown" : "otherGraph")}
    </Alert>
  );
}

/** The fields of the input node, kept while it stays the same. */
export function useInputFields() {
  const config = useEditor(({ document }) => document.nodes.find(({ kind }) => kind === "input")?.config);
  return useMemo(() => {
    const parsed = definitions.input.config.safeParse(config);
    return parsed.success ? parsed.data.fields : [];
  }, [config]);
}

/** Says what makes a run of the draft differ from one of a version. */
function Debugging() {
  const t = useTranslations("debugging");
  const store = useEditorStore();
  const pinned = useEditor(({ document }) => document.nodes.filter((node) => node.pinned !== undefined).length);
  const stops = useEditor(({ document, breakpoints }) => document.nodes.filter(({ id }) => breakpoints.has(id)).length);
  if (pinned + stops === 0) return null;
  return (
    <p className={classes.debugging}>
      {pinned > 0 && <span>{t("pinnedCount", { count: pinned })}</span>}
      {stops > 0 && (
        <span>
          {t("breakpointCount", { count: stops })}{" "}
          <button type="button" className={classes.textButton} onClick={() => store.getState().setBreakpoints(new Set())}>
            {t("clear")}
          </button>
        </span>
      )}
    </p>
  );
}

/** What has to be mended before the graph can run. */
function Blockers() {
  const t = useTranslations("editor.run");
  const store = useEditorStore();
  const problems = useEditor((state) => state.problems);
  const errors = problems.filter(({ severity }) => severity === "error");
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {t("blocked", { count: errors.length })}
      </Text>
      <ProblemList problems={errors} onOpen={({ nodeId }) => nodeId !== undefined && store.getState().focusNode(nodeId)} />
    </Stack>
  );
}
