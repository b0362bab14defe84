"use client";

import { ActionIcon, CopyButton, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { Json, JsonObject } from "@/core/graph/json";
import { LongText } from "../format/LongText";
import classes from "./Runs.module.css";

const written = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value, null, 2));

/** One value as it is: text as text, everything else as JSON. One that needs no name has a `label` for those who can't see where it stands. */
export function Value({ name, label = name, value, growing }: { name?: string; label?: string; value: Json; growing?: boolean }) {
  const t = useTranslations("common");
  const text = written(value);
  return (
    <div className={classes.value}>
      <div className={classes.valueHead}>
        <span className={classes.valueName}>{name}</span>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Tooltip label={copied ? t("copied") : t("copy")}>
              <ActionIcon size="xs" onClick={copy} aria-label={copied ? t("copied") : t("copy")}>
                {copied ? <IconCheck size={13} /> : <IconCopy size={13} />}
              </ActionIcon>
            </Tooltip>
          )}
        </CopyButton>
      </div>
      <LongText
        text={text}
        label={label ?? t("value")}
        className={typeof value === "string" ? classes.framed : `${classes.framed} ${classes.json}`}
        growing={growing}
      />
    </div>
  );
}

/** Values by name, such as the ports of an activation or the fields of a run's input. */
export function Values({ values }: { values: JsonObject }) {
  return (
    <div className={classes.values}>
      {Object.entries(values).map(([name, value]) => (
        <Value key={name} name={name} value={value} />
      ))}
    </div>
  );
}

const isObject = (value: Json): value is JsonObject => value !== null && typeof value === "object" && !Array.isArray(value);

/** A whole input or output: an object by its fields, anything else as one value. */
export function AnyValue({ value }: { value: Json }) {
  return isObject(value) ? <Values values={value} /> : <Value value={value} />;
}
