"use client";

import { Group, MultiSelect, Popover, Text } from "@mantine/core";
import { IconSelector } from "@tabler/icons-react";
import { useFormatter, useTranslations } from "next-intl";
import { useId, useMemo, useRef, useState } from "react";
import type { TaskPart } from "@/core/graph/fingerprint";
import type { ModelClass, ModelInfo } from "@/core/models";
import { ModelChip } from "../models/ModelChip";
import { useSideBySide } from "../sideBySide/SideBySideContext";
import chooser from "./chooser/Chooser.module.css";
import { ModelMenu } from "./chooser/ModelMenu";
import { useChoices } from "./chooser/useChoices";
import classes from "./Inspector.module.css";
import { useNodeShown } from "./NodeShown";

const order: ModelClass[] = ["slm", "llm", "unknown"];

type ModelGroup = { group: string; items: { value: string; label: string }[] };

/** The models to choose from, SLMs and LLMs apart; those that documents name and the workspace lacks come last. */
function useChoice(models: readonly ModelInfo[], named: readonly string[]) {
  const t = useTranslations("editor.model");
  const usable = models.filter(({ enabled, key }) => enabled || named.includes(key));
  const byKey = new Map(usable.map((model) => [model.key, model]));
  const groups = order.map((group) => ({
    group: t(`class.${group}`),
    items: usable.filter((model) => model.class === group).map(({ key, label }) => ({ value: key, label })),
  }));
  const missing = { group: t("missing"), items: named.filter((key) => !byKey.has(key)).map((key) => ({ value: key, label: key })) };
  const data: ModelGroup[] = [...groups, missing].filter(({ items }) => items.length > 0);
  const render = ({ option }: { option: { value: string; label: string } }) => {
    const model = byKey.get(option.value);
    return model === undefined ? option.label : <ModelOption model={model} />;
  };
  return { data, render };
}

type SelectProps = {
  label: string;
  models: readonly ModelInfo[];
  value: string | null;
  /** The part of the node's work that is asked for, when it isn't the node's own task. */
  part?: TaskPart;
  onChange(model: string | null): void;
};

/** Chooses one model, with all that a choice depends on. */
export function ModelSelect({ label, models, value, part, onChange }: SelectProps) {
  const t = useTranslations("editor.model");
  const id = useId();
  const [open, setOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  const compare = useSideBySide();
  const chosen = models.find(({ key }) => key === value);
  const close = () => {
    setOpen(false);
    trigger.current?.focus();
  };
  return (
    <div>
      <div id={id} className={chooser.label}>
        {label}
      </div>
      <Popover
        opened={open}
        onChange={setOpen}
        width={520}
        position="left-start"
        shadow="md"
        trapFocus
        closeOnEscape={false}
        middlewares={{ shift: true, flip: true, size: true }}
      >
        <Popover.Target>
          <button
            ref={trigger}
            type="button"
            role="combobox"
            aria-labelledby={id}
            aria-haspopup="listbox"
            aria-expanded={open}
            aria-controls={`${id}-menu`}
            className={chooser.trigger}
            data-missing={chosen === undefined || undefined}
            onClick={() => setOpen(!open)}
            onKeyDown={(event) => {
              if (event.key !== "ArrowDown") return;
              event.preventDefault();
              setOpen(true);
            }}
          >
            {chosen === undefined ? (value ?? t("choose")) : <ModelOption model={chosen} />}
            <IconSelector size={14} aria-hidden />
          </button>
        </Popover.Target>
        <Popover.Dropdown id={`${id}-menu`} p={10} className="nokey">
          <Menu
            models={models}
            part={part}
            value={value}
            onClose={close}
            onCompare={
              compare === null || part !== undefined
                ? undefined
                : (key) => {
                    close();
                    compare(key);
                  }
            }
            onChoose={(key) => {
              onChange(key);
              close();
            }}
          />
        </Popover.Dropdown>
      </Popover>
    </div>
  );
}

type MenuProps = Pick<SelectProps, "models" | "value"> & {
  part: TaskPart | undefined;
  onChoose(key: string): void;
  onClose(): void;
  onCompare: ((key: string | null) => void) | undefined;
};

/** What is known of the models on this node is read when the menu opens, not before. */
function Menu({ models, part, value, onChoose, onClose, onCompare }: MenuProps) {
  const usable = useMemo(() => models.filter(({ enabled, key }) => enabled || key === value), [models, value]);
  const { choices, tokensFrom } = useChoices(usable, useNodeShown(), part);
  return <ModelMenu choices={choices} value={value} tokensFrom={tokensFrom} onChoose={onChoose} onClose={onClose} onCompare={onCompare} />;
}

type FallbackProps = {
  models: readonly ModelInfo[];
  except: readonly (string | null)[];
  value: readonly string[];
  onChange(keys: string[]): void;
};

/** Chooses whom to ask when a provider fails, in order. */
export function FallbackSelect({ models, except, value, onChange }: FallbackProps) {
  const t = useTranslations("editor.model");
  const { data, render } = useChoice(models, value);
  return (
    <MultiSelect
      aria-label={t("fallback")}
      description={t("fallbackHint")}
      size="xs"
      searchable
      clearable
      maxValues={5}
      data={data.map(({ group, items }) => ({ group, items: items.filter((item) => !except.includes(item.value)) }))}
      value={[...value]}
      onChange={onChange}
      renderOption={render}
      placeholder={value.length === 0 ? t("noFallback") : undefined}
      comboboxProps={{ width: 340, position: "bottom-end" }}
    />
  );
}

function ModelOption({ model }: { model: ModelInfo }) {
  const t = useTranslations("editor.model");
  const format = useFormatter();
  const number = (value: number, digits = 2) => format.number(value, { maximumFractionDigits: digits });
  const money = (value: number) => format.number(value, { style: "currency", currency: "USD", maximumFractionDigits: 3 });
  const facts = [
    model.parameters === null ? t("noParameters") : t("parameters", { value: number(model.parameters) }),
    model.contextTokens === null ? null : t("context", { value: number(model.contextTokens) }),
    model.inputPrice === null || model.outputPrice === null
      ? t("noPrice")
      : t("price", { input: money(model.inputPrice), output: money(model.outputPrice) }),
  ];
  return (
    <div className={classes.modelOption}>
      <Group gap={6} wrap="nowrap" justify="space-between">
        <ModelChip model={{ label: model.label, class: model.class, simulated: model.connectionKind === "simulated" }} />
        <Text size="xs" c="var(--minnow-text-dim)" truncate>
          {model.connectionName}
        </Text>
      </Group>
      <Text size="xs" c="var(--minnow-text-dim)" className="tabular">
        {facts.filter((fact) => fact !== null).join(" · ")}
      </Text>
    </div>
  );
}
