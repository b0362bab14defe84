"use client";

import { IconAlertTriangleFilled, IconCircleCheckFilled, IconCircleXFilled } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { isErrorCode } from "@/core/errors";
import type { Json } from "@/core/graph/json";
import type { Messages } from "@/core/messages";
import type { Check } from "@/core/testing/check";
import type { CheckResult, Note } from "@/core/testing/judge";
import { useDuration, useMoney } from "../format/Quantity";
import classes from "./Testing.module.css";

const icons = { passed: IconCircleCheckFilled, failed: IconCircleXFilled, unchecked: IconAlertTriangleFilled } as const;

/** One thing that was asked: what it was, whether it held, and what was found instead. */
export function CheckLine({ result }: { result: CheckResult }) {
  const t = useTranslations("testing");
  const noteText = useNoteText();
  const asked = useAsked();
  const { outcome, note, found } = result;
  const OutcomeIcon = icons[outcome];
  const { title, wanted, tell } = asked(result.check);
  return (
    <li className={classes.check} data-outcome={outcome}>
      <OutcomeIcon size={16} className={classes.mark} aria-label={t(`outcome.${outcome}`)} />
      <div>
        <p className={classes.checkTitle}>
          {title} {wanted !== null && <code>{wanted}</code>}
        </p>
        {outcome === "failed" && found !== undefined && (
          <p>
            {t("found")}: <code>{tell(found)}</code>
          </p>
        )}
        {note !== null && <p>{noteText(note)}</p>}
      </div>
    </li>
  );
}

type Asked = { title: string; wanted: string | null; tell(found: Json): string };

/** What a check asks, in a few words. */
function useAsked(): (check: Check) => Asked {
  const t = useTranslations("testing");
  const money = useMoney();
  const duration = useDuration();
  return (check) => {
    const field = "field" in check && check.field !== "" ? check.field : t("wholeOutput");
    switch (check.type) {
      case "equals":
        return { title: t("check.equals", { field }), wanted: shortened(check.value), tell: shortened };
      case "contains":
        return { title: t("check.contains", { field }), wanted: check.text, tell: shortened };
      case "matches":
        return { title: t("check.matches", { field }), wanted: check.pattern, tell: shortened };
      case "schema":
        return { title: t("check.schema", { field }), wanted: null, tell: shortened };
      case "expression":
        return { title: t("check.expression"), wanted: check.expression, tell: shortened };
      case "costAtMost":
        return { title: t("check.costAtMost"), wanted: money(check.usd), tell: (found) => money(Number(found)) };
      case "durationAtMost":
        return { title: t("check.durationAtMost"), wanted: duration(check.ms), tell: (found) => duration(Number(found)) };
    }
  };
}

const LONGEST = 600;
/** A value in one piece; an empty text can be seen, too. */
function shortened(value: Json): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text === "") return '""';
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

type NoteCode = keyof Messages["testing"]["note"];

function useNoteText(): (note: Note) => string {
  const t = useTranslations("testing.note");
  const errors = useTranslations("errors");
  const isKnown = (code: string): code is NoteCode => t.has(code as NoteCode);
  return ({ code, params }) => (isKnown(code) ? t(code, params) : isErrorCode(code) ? errors(code, params) : code);
}
