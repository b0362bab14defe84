"use client";

import classes from "./Commands.module.css";
import { useIsMac } from "./platform";
import { keysOf } from "./shortcut";

/** The keys of a shortcut as on the person's keyboard. */
export function Keys({ shortcut }: { shortcut: string }) {
  const mac = useIsMac();
  return (
    <span className={classes.keys}>
      {keysOf(shortcut, mac).map((key) => (
        <kbd key={key}>{key}</kbd>
      ))}
    </span>
  );
}
