"use client";

import { ActionIcon, Button, Group, Popover } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import type { ModelInfo } from "@/core/models";
import type { Choice } from "../inspector/chooser/choice";
import { ModelMenu } from "../inspector/chooser/ModelMenu";
import { ModelChip } from "../models/ModelChip";
import { MOST } from "./compare";
import classes from "./SideBySide.module.css";

type Props = {
  choices: readonly Choice[];
  tokensFrom: number | null;
  picks: readonly string[];
  current: readonly string[];
  /** What is said of a model beside its name. */
  about?: (model: ModelInfo) => string;
  adding: boolean;
  onAdding(adding: boolean): void;
  onChange(picks: string[]): void;
};

/** The models that are to answer, in the order of the columns. */
export function ModelPicks({ choices, tokensFrom, picks, current, about, adding, onAdding, onChange }: Props) {
  const t = useTranslations("sideBySide");
  const add = useRef<HTMLButtonElement>(null);
  const known = new Map(choices.map((choice) => [choice.model.key, choice.model]));
  const full = picks.length >= MOST;
  const close = () => {
    onAdding(false);
    add.current?.focus();
  };
  return (
    <Group gap={8} role="group" aria-label={t("models", { most: MOST })}>
      {picks.map((key) => {
        const model = known.get(key);
        const label = model?.label ?? key;
        return (
          <span key={key} className={classes.pick}>
            <ModelChip model={{ label, class: model?.class ?? "unknown", simulated: model?.connectionKind === "simulated" }} />
            {about !== undefined && model !== undefined && <span className={classes.now}>{about(model)}</span>}
            {current.includes(key) && <span className={classes.now}>{t("now")}</span>}
            <ActionIcon
              size="sm"
              aria-label={t("remove", { model: label })}
              onClick={() => {
                onChange(picks.filter((other) => other !== key));
                add.current?.focus();
              }}
            >
              <IconX size={13} />
            </ActionIcon>
          </span>
        );
      })}
      <Popover
        opened={adding}
        onChange={onAdding}
        width="min(520px, calc(100vw - 24px))"
        position="bottom-start"
        shadow="md"
        trapFocus
        closeOnEscape={false}
      >
        <Popover.Target>
          <Button
            ref={add}
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} />}
            disabled={full}
            title={full ? t("full", { most: MOST }) : undefined}
            onClick={() => onAdding(!adding)}
          >
            {t("add")}
          </Button>
        </Popover.Target>
        <Popover.Dropdown p={10}>
          <ModelMenu
            choices={choices.filter(({ model }) => !picks.includes(model.key))}
            value={null}
            tokensFrom={tokensFrom}
            onClose={close}
            onChoose={(key) => {
              onChange([...picks, key]);
              close();
            }}
          />
        </Popover.Dropdown>
      </Popover>
    </Group>
  );
}
