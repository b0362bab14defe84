"use client";

import { Alert, Button, Group, SegmentedControl, Text } from "@mantine/core";
import { IconArrowLeft, IconPlayerPlayFilled, IconPlayerStopFilled } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useState } from "react";
import type { ModelInfo } from "@/core/models";
import { readForm } from "../editor/runInput";
import { useErrorText } from "../format/sentences";
import run from "../runs/Runs.module.css";
import { PageHeader } from "../shell/PageHeader";
import { ModelPicks } from "../sideBySide/ModelPicks";
import { Answers } from "./Answers";
import { promptFields } from "./form";
import { History } from "./History";
import classes from "./Playground.module.css";
import { PromptForm } from "./PromptForm";
import { useModelWords } from "./useModelWords";
import { type PastPrompt, usePlayground } from "./usePlayground";
import { usePromptChoices } from "./usePromptChoices";

type Props = { models: readonly ModelInfo[]; opened: PastPrompt | null; mayRun: boolean; mayEdit: boolean };

/** The prompt above, the models' answers below. */
export function Playground({ models, opened, mayRun, mayEdit }: Props) {
  const t = useTranslations("playground");
  const tSide = useTranslations("sideBySide");
  const errorText = useErrorText();
  const about = useModelWords();
  const playground = usePlayground(models, opened, t("firstQuestion"));
  const { draft, picks, told, busy } = playground;
  const { choices, tokensFrom } = usePromptChoices(models, draft.task);
  const [adding, setAdding] = useState(false);
  const [tried, setTried] = useState(false);
  const [differences, setDifferences] = useState(false);
  const fields = promptFields(draft.task);
  const form = readForm(fields, draft.values);
  const isEmpty = draft.task.messages.every(({ content }) => content.trim() === "");
  const ended = told.filter((one) => !one.busy).length;

  const start = () => {
    setTried(true);
    if (form.ok && !isEmpty && picks.length > 0 && mayRun) void playground.run(form.input);
  };
  const onKeyDownCapture = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    // Before the prompt's editor, which would begin a line.
    event.preventDefault();
    event.stopPropagation();
    start();
  };
  return (
    <>
      <Link href="/models" className={run.back}>
        <IconArrowLeft size={14} aria-hidden /> {t("toModels")}
      </Link>
      <PageHeader title={t("title")} description={t("description")} actions={<History models={models} onOpen={playground.open} />} />
      <div className={classes.page} onKeyDownCapture={onKeyDownCapture}>
        <PromptForm draft={draft} fields={fields} slips={form.ok || !tried ? {} : form.slips} onChange={playground.setDraft} />
        <section className={classes.bar} aria-label={t("models")}>
          <ModelPicks
            choices={choices}
            tokensFrom={tokensFrom}
            picks={picks}
            current={[]}
            about={about}
            adding={adding}
            onAdding={setAdding}
            onChange={playground.setPicks}
          />
          <Group gap={8}>
            {mayRun && (
              <Button
                leftSection={<IconPlayerPlayFilled size={14} />}
                loading={busy}
                disabled={picks.length === 0}
                title={t("runHint")}
                aria-keyshortcuts="Control+Enter"
                onClick={start}
              >
                {tSide("run", { count: picks.length })}
              </Button>
            )}
            {busy && (
              <Button variant="default" leftSection={<IconPlayerStopFilled size={14} />} onClick={playground.stop}>
                {tSide("stop")}
              </Button>
            )}
            <span role="status" className={classes.hint}>
              {told.length > 0 && tSide("ended", { ended, count: told.length })}
              {playground.isChanged && !busy && ` · ${t("changed")}`}
            </span>
            {told.length > 1 && (
              <SegmentedControl
                ml="auto"
                size="xs"
                aria-label={tSide("show")}
                value={differences ? "differences" : "answers"}
                onChange={(value) => setDifferences(value === "differences")}
                data={[
                  { value: "answers", label: tSide("answers") },
                  { value: "differences", label: tSide("differences") },
                ]}
              />
            )}
          </Group>
          {!mayRun && <Text size="sm">{t("mayNotRun")}</Text>}
          {tried && isEmpty && (
            <Alert color="red" variant="light" role="alert">
              {t("empty")}
            </Alert>
          )}
          {playground.refusal !== null && (
            <Alert color="red" variant="light" role="alert">
              {errorText(playground.refusal)}
            </Alert>
          )}
        </section>
      </div>
      <Answers playground={playground} models={models} differences={differences} mayEdit={mayEdit} />
    </>
  );
}
