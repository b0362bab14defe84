"use client";

import {
  type Icon,
  IconAlertTriangleFilled,
  IconCircleCheck,
  IconCircleCheckFilled,
  IconCircleDashed,
  IconCircleXFilled,
  IconLoader2,
  IconUserQuestion,
} from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { CaseState } from "./caseRows";
import classes from "./Testing.module.css";

const icons: Record<CaseState, Icon> = {
  never: IconCircleDashed,
  running: IconLoader2,
  waiting: IconUserQuestion,
  passed: IconCircleCheckFilled,
  failed: IconCircleXFilled,
  error: IconAlertTriangleFilled,
  ran: IconCircleCheck,
};

/** The state of a case: an icon, a word and a colour, each telling by itself. */
export function CaseStateLabel({ state }: { state: CaseState }) {
  const t = useTranslations("testing.state");
  const StateIcon = icons[state];
  return (
    <span className={classes.state} data-state={state}>
      <StateIcon size={15} aria-hidden />
      {t(state)}
    </span>
  );
}
