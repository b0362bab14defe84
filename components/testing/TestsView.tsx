"use client";

import { Alert, Button, Loader } from "@mantine/core";
import { IconChecklist, IconPlus } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { v4 as uuid } from "uuid";
import { useEditor, useEditorStore } from "../editor/EditorContext";
import { useInputFields } from "../editor/RunPanel";
import { readForm, startValues } from "../editor/runInput";
import { useStage } from "../editor/StageContext";
import { useErrorText } from "../format/sentences";
import { EmptyState } from "../shell/EmptyState";
import { CaseDetail } from "./CaseDetail";
import { CaseList } from "./CaseList";
import classes from "./Testing.module.css";
import { TestsBar } from "./TestsBar";
import { type Shown, useCaseRows, useTesting } from "./useTests";

/** The graph's test cases instead of its draft: how they stand, what changed, and what they ask. */
export function TestsView({ flush }: { flush(): Promise<void> }) {
  const t = useTranslations("testing");
  const errorText = useErrorText();
  const { testCase } = useStage();
  const [shown, setShown] = useState<Shown>({ testRunId: null, comparedWith: null });
  const [chosenId, choose] = useState(testCase);
  const { rows, error } = useCaseRows(shown);
  const testing = useTesting(flush, () => setShown({ testRunId: null, comparedWith: null }));
  const problem = testing.error ?? error;
  const chosen = rows?.find(({ id }) => id === chosenId) ?? rows?.find((row) => row.asked) ?? rows?.[0] ?? null;
  return (
    <div className={`${classes.tests} nokey`}>
      <TestsBar rows={rows ?? []} shown={shown} onShow={setShown} testing={testing} />
      {(problem !== null || testing.unsaved) && (
        <Alert color="red" variant="light" role="alert" title={testing.error === null ? undefined : t("notStarted")} radius={0}>
          {testing.unsaved ? t("unsaved") : errorText(problem)}
        </Alert>
      )}
      {rows === null ? (
        error === null && <Loader size="sm" m="md" />
      ) : rows.length === 0 ? (
        <div className={classes.nothing}>
          <EmptyState
            icon={<IconChecklist size={34} stroke={1.4} aria-hidden />}
            title={t("emptyTitle")}
            text={t("emptyText")}
            action={<NewCase onMade={choose} />}
          />
        </div>
      ) : (
        <div className={classes.columns}>
          <nav className={classes.list} aria-label={t("title")}>
            <CaseList rows={rows} chosen={chosen?.id ?? null} onChoose={choose} />
            {shown.testRunId === null && <NewCase onMade={choose} />}
          </nav>
          {chosen !== null && <CaseDetail key={chosen.id} row={chosen} testing={testing} past={shown.testRunId !== null} />}
        </div>
      )}
    </div>
  );
}

function NewCase({ onMade }: { onMade(id: string): void }) {
  const t = useTranslations("testing");
  const store = useEditorStore();
  const fields = useInputFields();
  const number = (useEditor(({ document }) => document.examples)?.length ?? 0) + 1;
  const make = () => {
    const form = readForm(fields, startValues(fields));
    const example = { id: `example-${uuid().slice(0, 8)}`, name: t("newName", { number }), input: form.ok ? form.input : {} };
    store.getState().perform({ type: "saveExample", example });
    onMade(example.id);
  };
  return (
    <Button size="xs" variant="default" w="fit-content" leftSection={<IconPlus size={13} />} onClick={make}>
      {t("new")}
    </Button>
  );
}
