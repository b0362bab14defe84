"use client";

import { ActionIcon, Button, Group, Select, Tooltip } from "@mantine/core";
import { IconTrash, IconWand } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { JsonObject } from "@/core/graph/json";
import classes from "./Testing.module.css";
import { ValueField } from "./ValueField";

type Props = {
  expected: JsonObject;
  /** Fields of the graph's output. */
  names: readonly string[];
  /** What the last run of the case gave. */
  output: JsonObject | null;
  onChange(expected: JsonObject): void;
};

/** What fields of the output must be, field by field; or all of the last output at once. */
export function ExpectedForm({ expected, names, output, onChange }: Props) {
  const t = useTranslations("testing.form");
  const free = names.filter((name) => !Object.hasOwn(expected, name));
  return (
    <>
      {Object.entries(expected).map(([name, value]) => (
        <div key={name} className={classes.expected}>
          <ValueField label={name} value={value} onChange={(next) => onChange({ ...expected, [name]: next })} />
          <ActionIcon
            aria-label={t("remove", { field: name })}
            onClick={() => onChange(Object.fromEntries(Object.entries(expected).filter(([key]) => key !== name)))}
          >
            <IconTrash size={14} />
          </ActionIcon>
        </div>
      ))}
      <Group gap={8}>
        <Tooltip label={t("nothingToTake")} disabled={output !== null}>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconWand size={13} />}
            data-disabled={output === null || undefined}
            aria-disabled={output === null}
            onClick={() => output !== null && onChange(output)}
          >
            {t("takeOutput")}
          </Button>
        </Tooltip>
        {free.length > 0 && (
          <Select
            size="xs"
            w={150}
            aria-label={t("addField")}
            placeholder={t("addField")}
            value={null}
            data={free}
            onChange={(name) => name !== null && onChange({ ...expected, [name]: output?.[name] ?? "" })}
          />
        )}
      </Group>
    </>
  );
}
