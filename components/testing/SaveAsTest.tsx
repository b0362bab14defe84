"use client";

import { Button, Tooltip } from "@mantine/core";
import { IconChecklist } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { v4 as uuid } from "uuid";
import type { RunView } from "@/core/engine/events";
import { canonicalJson, isJsonObject } from "@/core/graph/json";
import { useEditorStore } from "../editor/EditorContext";
import { useStage } from "../editor/StageContext";

/** Makes a test case of a run: its input, and its output as what is expected. An example with that input becomes the case. */
export function SaveAsTest({ run: { input, output } }: { run: RunView }) {
  const t = useTranslations("testing.save");
  const store = useEditorStore();
  const { show } = useStage();
  if (!isJsonObject(output ?? undefined)) return null;
  const save = () => {
    const { document, perform } = store.getState();
    const examples = document.examples ?? [];
    const known = examples.find((example) => canonicalJson(example.input) === canonicalJson(input));
    const example = known ?? { id: `example-${uuid().slice(0, 8)}`, name: t("nameOf", { number: examples.length + 1 }), input };
    if (isJsonObject(output ?? undefined)) perform({ type: "saveExample", example: { ...example, expected: output as typeof input } });
    show("tests", example.id);
  };
  return (
    <Tooltip label={t("hint")}>
      <Button size="xs" variant="default" w="fit-content" leftSection={<IconChecklist size={14} />} onClick={save}>
        {t("button")}
      </Button>
    </Tooltip>
  );
}
