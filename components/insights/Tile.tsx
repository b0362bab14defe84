import type { ReactNode } from "react";
import classes from "./insights.module.css";

type Props = { label: ReactNode; value: ReactNode; mark?: ReactNode; children?: ReactNode };

/** One figure with what it is, and a line about it. */
export function Tile({ label, value, mark, children }: Props) {
  return (
    <div className={classes.tile}>
      <span className={classes.tileLabel}>{label}</span>
      <span className={classes.tileValue}>{value}</span>
      <span className={classes.tileFoot}>
        {children} {mark}
      </span>
    </div>
  );
}
