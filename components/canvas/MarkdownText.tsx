"use client";

import dynamic from "next/dynamic";
import classes from "./Notes.module.css";

/** The Markdown parser is loaded with the first note that is shown; until then the text stands as it is. */
const Markdown = dynamic(() => import("./Markdown").then((module) => module.Markdown), { ssr: false });

export function MarkdownText({ text }: { text: string }) {
  return (
    <div className={`${classes.markdown} nowheel`}>
      <Markdown text={text} />
    </div>
  );
}
