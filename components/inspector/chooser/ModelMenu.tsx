"use client";

import { Button, Chip, Group, Select, TextInput } from "@mantine/core";
import { IconColumns3, IconSearch } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useId, useMemo, useRef, useState } from "react";
import classes from "./Chooser.module.css";
import { type Choice, type Filter, noFilter, pick, sortings } from "./choice";
import { ModelRow } from "./ModelRow";

/** Height of a row in pixels: with it, only the rows in sight are drawn. */
const ROW = 74;
const VISIBLE = 5;

type Props = {
  choices: readonly Choice[];
  value: string | null;
  /** Calls that the cost of a call rests on, 0 when it is guessed from the prompt, null when there is no cost. */
  tokensFrom: number | null;
  onChoose(key: string): void;
  onClose(): void;
  /** Asks the model that is looked at beside the present one. */
  onCompare?: ((key: string | null) => void) | undefined;
};

/** Searches, filters and sorts the models; the arrow keys walk through them. */
export function ModelMenu({ choices, value, tokensFrom, onChoose, onClose, onCompare }: Props) {
  const t = useTranslations("assigning");
  const tSide = useTranslations("sideBySide");
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const [filter, setFilter] = useState<Filter>(noFilter);
  const found = useMemo(() => pick(choices, filter), [choices, filter]);
  const [at, setAt] = useState(() =>
    Math.max(
      0,
      pick(choices, noFilter).findIndex(({ model }) => model.key === value),
    ),
  );
  const [top, setTop] = useState(() => Math.max(0, at - 2) * ROW);
  const change = (part: Partial<Filter>) => {
    setFilter({ ...filter, ...part });
    setAt(0);
    setTop(0);
    list.current?.scrollTo({ top: 0 });
  };
  const walk = (to: number) => {
    const next = Math.min(found.length - 1, Math.max(0, to));
    setAt(next);
    const box = list.current;
    if (box === null) return;
    if (next * ROW < box.scrollTop) box.scrollTop = next * ROW;
    if ((next + 1) * ROW > box.scrollTop + box.clientHeight) box.scrollTop = (next + 1) * ROW - box.clientHeight;
  };
  const press = (event: KeyboardEvent) => {
    const steps: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: VISIBLE, PageUp: -VISIBLE };
    const step = steps[event.key];
    const chosen = found[at];
    if (step !== undefined) walk(at + step);
    else if (event.key === "Enter" && chosen !== undefined) onChoose(chosen.model.key);
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const first = Math.max(0, Math.floor(top / ROW) - 2);
  const shown = found.slice(first, first + VISIBLE + 5);
  return (
    <div className={classes.menu}>
      <TextInput
        data-autofocus
        size="xs"
        role="combobox"
        aria-expanded
        aria-controls={id}
        aria-activedescendant={found[at] === undefined ? undefined : `${id}-${at}`}
        aria-label={t("find")}
        placeholder={t("find")}
        leftSection={<IconSearch size={14} />}
        value={filter.query}
        onChange={(event) => change({ query: event.currentTarget.value })}
        onKeyDown={press}
      />
      <Group gap={6}>
        {(["slm", "llm"] as const).map((name) => (
          <Chip
            key={name}
            size="xs"
            radius={name === "slm" ? "xl" : 3}
            checked={filter.class === name}
            onChange={(on) => change({ class: on ? name : null })}
          >
            {name.toUpperCase()}
          </Chip>
        ))}
        <Chip size="xs" checked={filter.local} onChange={(local) => change({ local })}>
          {t("filter.local")}
        </Chip>
        <Chip size="xs" checked={filter.fits} onChange={(fits) => change({ fits })} title={t("filter.fitsHint")}>
          {t("filter.fits")}
        </Chip>
        <Select
          ml="auto"
          w={150}
          size="xs"
          allowDeselect={false}
          aria-label={t("sorting.label")}
          comboboxProps={{ withinPortal: false }}
          data={sortings.map((name) => ({ value: name, label: t(`sorting.${name}`) }))}
          value={filter.sorting}
          onChange={(name) => change({ sorting: sortings.find((sorting) => sorting === name) ?? "usual" })}
        />
      </Group>
      <div
        ref={(box) => {
          if (box !== null && list.current === null) box.scrollTop = top;
          list.current = box;
        }}
        id={id}
        role="listbox"
        aria-label={t("models")}
        tabIndex={-1}
        className={classes.list}
        style={{ height: Math.min(VISIBLE, Math.max(1, found.length)) * ROW }}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)}
      >
        <div style={{ height: found.length * ROW, position: "relative" }}>
          {shown.map((choice, offset) => {
            const index = first + offset;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: keys act on the search field, which names the active option
              <div
                key={choice.model.key}
                id={`${id}-${index}`}
                role="option"
                tabIndex={-1}
                aria-selected={choice.model.key === value}
                aria-posinset={index + 1}
                aria-setsize={found.length}
                data-active={index === at || undefined}
                className={classes.option}
                style={{ top: index * ROW, height: ROW }}
                onMouseMove={() => index !== at && setAt(index)}
                onClick={() => onChoose(choice.model.key)}
              >
                <ModelRow choice={choice} />
              </div>
            );
          })}
        </div>
        {found.length === 0 && <p className={classes.empty}>{t("noneFound")}</p>}
      </div>
      {onCompare !== undefined && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconColumns3 size={14} />}
          onClick={() => onCompare(found[at]?.model.key ?? null)}
        >
          {tSide("open")}
        </Button>
      )}
      <p className={classes.note}>
        {tokensFrom === null ? t("noTask") : tokensFrom === 0 ? t("guessed") : t("rests", { count: tokensFrom })}
      </p>
    </div>
  );
}
