"use client";

import { useTranslations } from "next-intl";
import { memo, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import classes from "./LongText.module.css";

/** Within so many pixels of its end a text counts as read to its end. */
const AT_END = 24;

type Props = {
  text: string;
  /** What it is, for those who come to it by keyboard. */
  label: string;
  className?: string | undefined;
  /** It is being written: its end stays in view unless the reader has gone back in it. */
  growing?: boolean;
};

/** Text of any length in a box that keeps to its place: what is longer scrolls in it, says how long it is, and can be laid open. */
export function LongText({ text, label, className, growing = false }: Props) {
  const t = useTranslations("common");
  const box = useRef<HTMLPreElement>(null);
  const [tall, setTall] = useState(false);
  const [open, setOpen] = useState(false);
  const following = useRef(true);
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = () => {
      setTall((before) => (open ? before : element.scrollHeight > element.clientHeight + 1));
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [open]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: more text may not fit any more, and moves the end
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null || open) return;
    setTall(element.scrollHeight > element.clientHeight + 1);
    if (growing && following.current) element.scrollTop = element.scrollHeight;
  }, [text, growing, open]);
  const scrolls = tall && !open;
  return (
    <div>
      <pre
        ref={box}
        className={`${classes.text} ${className ?? ""}`}
        data-open={open || undefined}
        data-growing={growing || undefined}
        {...(scrolls && { tabIndex: 0, role: "region", "aria-label": label })}
        onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
          following.current = scrollHeight - scrollTop - clientHeight < AT_END;
        }}
      >
        {text === ""
          ? " "
          : // biome-ignore lint/suspicious/noArrayIndexKey: text is added at its end, where the parts before it stay as they are
            partsOf(text).map((part, place) => <Part key={place} text={part} />)}
      </pre>
      {tall && (
        <Foot open={open} onToggle={() => setOpen(!open)}>
          {t("characters", { count: text.length })}
        </Foot>
      )}
    </div>
  );
}

/** Characters of a part, at least. */
const PART = 1_500;

/** The text in parts that end with a line, so that what is written at its end lays out only the last of them anew. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  for (let from = 0; from < text.length; ) {
    const end = text.indexOf("\n", from + PART);
    const to = end < 0 ? text.length : end + 1;
    parts.push(text.slice(from, to));
    from = to;
  }
  return parts;
}

const Part = memo(function Part({ text }: { text: string }) {
  return <span className={classes.part}>{text}</span>;
});

function Foot({ open, onToggle, children }: { open: boolean; onToggle(): void; children: ReactNode }) {
  const t = useTranslations("common");
  return (
    <p className={classes.foot}>
      <span className="tabular">{children}</span>
      <button type="button" aria-expanded={open} onClick={onToggle}>
        {open ? t("showLess") : t("showAll")}
      </button>
    </p>
  );
}
