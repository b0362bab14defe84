"use client";

import { Anchor, Button, Menu } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef, useState } from "react";
import type { Example, Mark } from "@/core/privacy/findings";
import { FoundKind } from "@/core/privacy/kinds";
import { When } from "../format/Quantity";
import { CorrectionForm } from "./CorrectionForm";
import classes from "./Curation.module.css";
import { useCorrecting } from "./useCorrecting";

/** As much as can be said to have been missed. Characters. */
const LONGEST = 200;

/** A text of a call: what was found in it can be corrected, what was missed be marked. */
export function ExampleCard({ example }: { example: Example }) {
  const t = useTranslations("curation");
  const [missed, setMissed] = useState<string | null>(null);
  const text = useRef<HTMLParagraphElement>(null);
  const takeSelection = () => {
    const selection = window.getSelection();
    const chosen = selection?.toString().trim() ?? "";
    const inside = selection?.anchorNode != null && text.current?.contains(selection.anchorNode) === true;
    if (inside && chosen.length >= 2 && chosen.length <= LONGEST) setMissed(chosen);
  };
  return (
    <article className={classes.example} aria-label={`${example.graph}, ${example.node}`}>
      <header className={classes.exampleHead}>
        <span>
          <b>{example.node}</b> · {example.graph} · {t(example.part)} · <When at={example.at} />
        </span>
        <Anchor component={Link} href={`/runs/${example.runId}`} size="xs">
          {t("toRun")}
        </Anchor>
      </header>
      {/* Selecting is a shortcut: the button below does the same. */}
      <p className={classes.text} ref={text} onMouseUp={takeSelection}>
        {example.cut.before && <Cut />}
        {piecesOf(example)}
        {example.cut.after && <Cut />}
      </p>
      {missed === null ? (
        <Button size="compact-xs" variant="default" onClick={() => setMissed("")}>
          {t("missedButton")}
        </Button>
      ) : (
        <CorrectionForm
          key={missed}
          text={missed}
          missedOnly
          autoFocus={missed === ""}
          onDone={() => setMissed(null)}
          onCancel={() => setMissed(null)}
        />
      )}
    </article>
  );
}

function Cut() {
  const t = useTranslations("curation");
  return (
    <span className={classes.cut} role="img" aria-label={t("cut")} title={t("cut")}>
      {" … "}
    </span>
  );
}

function piecesOf({ text, marks }: Example): ReactNode[] {
  const pieces: ReactNode[] = [];
  let from = 0;
  for (const mark of marks) {
    pieces.push(text.slice(from, mark.start));
    const value = text.slice(mark.start, mark.end);
    pieces.push(
      mark.takenOut ? <TakenOut key={mark.start} mark={mark} value={value} /> : <Found key={mark.start} mark={mark} value={value} />,
    );
    from = mark.end;
  }
  return [...pieces, text.slice(from)];
}

function TakenOut({ mark, value }: { mark: Mark; value: string }) {
  const t = useTranslations("curation");
  const kinds = useTranslations("settings.curation.kind");
  return (
    <mark className={classes.out} title={t("out", { kind: kinds(mark.kind) })}>
      {value}
    </mark>
  );
}

/** What stands there still; choosing it offers what can be said of it. */
function Found({ mark: { kind }, value }: { mark: Mark; value: string }) {
  const t = useTranslations("curation");
  const kinds = useTranslations("settings.curation.kind");
  const correct = useCorrecting();
  const text = value.trim();
  return (
    <Menu position="bottom-start" withinPortal>
      <Menu.Target>
        <button
          type="button"
          className={classes.mark}
          disabled={correct.isPending || text.length > LONGEST}
          title={kinds(kind)}
          aria-label={t("marked", { kind: kinds(kind), value })}
        >
          {value}
        </button>
      </Menu.Target>
      <Menu.Dropdown className={classes.menu}>
        <Menu.Label>{kinds(kind)}</Menu.Label>
        <Menu.Item onClick={() => correct.mutate({ verdict: "harmless", form: "value", text, kind: null })}>{t("harmless")}</Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t("otherKind")}</Menu.Label>
        {FoundKind.options
          .filter((other) => other !== kind)
          .map((other) => (
            <Menu.Item key={other} onClick={() => correct.mutate({ verdict: "kind", form: "value", text, kind: other })}>
              {kinds(other)}
            </Menu.Item>
          ))}
      </Menu.Dropdown>
    </Menu>
  );
}
