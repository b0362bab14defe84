"use client";

import { Button, Menu } from "@mantine/core";
import { IconArrowsDiff, IconChecklist, IconDots, IconShare } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Json } from "@/core/graph/json";
import type { ModelInfo } from "@/core/models";
import { EmptyState } from "../shell/EmptyState";
import { Column } from "../sideBySide/Column";
import { lowest } from "../sideBySide/compare";
import columns from "../sideBySide/SideBySide.module.css";
import { SaveAsCase } from "./SaveAsCase";
import { SendToNode } from "./SendToNode";
import type { Playground } from "./usePlayground";

type Props = { playground: Playground; models: readonly ModelInfo[]; differences: boolean; mayEdit: boolean };
type Dialog = { type: "case"; answer: Json } | { type: "send"; model: string };

/** A column for each model's answer, compared with one of them. */
export function Answers({ playground: { told, asked, baseline, setBaseline }, models, differences, mayEdit }: Props) {
  const t = useTranslations("playground");
  const tSide = useTranslations("sideBySide");
  const [dialog, setDialog] = useState<Dialog | null>(null);
  const known = new Map(models.map((model) => [model.key, model]));
  const done = told.map(({ answer, figures }) => (answer === undefined ? null : figures));
  const [cheapest, fastest] = [lowest(done.map((one) => one?.cost ?? null)), lowest(done.map((one) => one?.latency ?? null))];
  if (told.length === 0 || asked === null) return <EmptyState title={t("nothingTitle")} text={t("nothingText")} />;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: more columns than fit scroll sideways */}
      <section className={columns.columns} aria-label={tSide("results")} tabIndex={0}>
        {told.map((one, index) => {
          const label = known.get(one.model)?.label ?? one.model;
          const { answer } = one;
          const isBaseline = one.model === baseline?.model;
          return (
            <Column
              key={one.model}
              told={one}
              info={known.get(one.model)}
              isFirst={isBaseline}
              first={baseline?.answer}
              differences={differences}
              best={{ cost: cheapest === index, latency: fastest === index }}
            >
              {told.length > 1 && !isBaseline && (
                <Button
                  size="compact-sm"
                  variant="default"
                  leftSection={<IconArrowsDiff size={14} />}
                  aria-label={t("compareWith", { model: label })}
                  onClick={() => setBaseline(one.model)}
                >
                  {t("compare")}
                </Button>
              )}
              {mayEdit && (
                <Menu position="bottom-start" withinPortal>
                  <Menu.Target>
                    <Button
                      size="compact-sm"
                      variant="light"
                      leftSection={<IconDots size={14} />}
                      aria-label={t("useOf", { model: label })}
                    >
                      {t("use")}
                    </Button>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item
                      leftSection={<IconChecklist size={15} />}
                      disabled={answer === undefined}
                      onClick={() => answer !== undefined && setDialog({ type: "case", answer })}
                    >
                      {t("saveAsCase")}
                    </Menu.Item>
                    <Menu.Item leftSection={<IconShare size={15} />} onClick={() => setDialog({ type: "send", model: one.model })}>
                      {t("sendToNode")}
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              )}
            </Column>
          );
        })}
      </section>
      {dialog?.type === "case" && <SaveAsCase prompt={asked} answer={dialog.answer} onClose={() => setDialog(null)} />}
      {dialog?.type === "send" && (
        <SendToNode
          prompt={asked}
          model={{ key: dialog.model, label: known.get(dialog.model)?.label ?? dialog.model }}
          onClose={() => setDialog(null)}
        />
      )}
    </>
  );
}
