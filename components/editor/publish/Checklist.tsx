"use client";

import { Skeleton } from "@mantine/core";
import { IconAlertTriangleFilled, IconCircleCheckFilled, IconCircleXFilled, IconInfoCircleFilled, IconLoader2 } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import { diffDocuments } from "@/core/graph/diff";
import type { GraphNode } from "@/core/graph/document";
import { kinds } from "@/nodes/definitions";
import { useErrorText } from "../../format/sentences";
import { useCaseRows } from "../../testing/useTests";
import { useTRPC } from "../../trpc";
import { useEditor, useEditorStore } from "../EditorContext";
import { ProblemList } from "../ProblemList";
import { useStage } from "../StageContext";
import classes from "./Checklist.module.css";
import { countChanges, doubtsOf } from "./checks";

const icons = {
  good: IconCircleCheckFilled,
  busy: IconLoader2,
  warning: IconAlertTriangleFilled,
  bad: IconCircleXFilled,
  told: IconInfoCircleFilled,
} as const;
type State = keyof typeof icons;

/** What stands between the draft and a new version: errors keep it from being published, all else is told. */
export function Checklist({ close }: { close(): void }) {
  const t = useTranslations("publishing");
  return (
    <ul className={classes.list} aria-label={t("label")}>
      <Validity close={close} />
      <Saved />
      <Doubts close={close} />
      <Tests close={close} />
      <Changes close={close} />
    </ul>
  );
}

function Item({ state, text, children }: { state: State; text: ReactNode; children?: ReactNode }) {
  const t = useTranslations("publishing.state");
  const Icon = icons[state];
  return (
    <li className={classes.item} data-state={state}>
      <Icon size={16} role="img" aria-label={t(state)} />
      <div>
        <span>{text}</span>
        {children}
      </div>
    </li>
  );
}

function Validity({ close }: { close(): void }) {
  const t = useTranslations("publishing");
  const store = useEditorStore();
  const problems = useEditor((state) => state.problems);
  const errors = problems.filter(({ severity }) => severity === "error");
  const warnings = problems.filter(({ severity }) => severity === "warning");
  const goTo = ({ nodeId, edgeId }: (typeof problems)[number]) => {
    close();
    if (nodeId !== undefined) store.getState().focusNode(nodeId);
    else if (edgeId !== undefined) store.getState().select({ nodes: [], edges: [edgeId] });
  };
  return (
    <>
      {errors.length === 0 ? (
        <Item state="good" text={t("valid")} />
      ) : (
        <Item state="bad" text={t("mend", { count: errors.length })}>
          <ProblemList problems={errors} onOpen={goTo} />
        </Item>
      )}
      {warnings.length > 0 && (
        <Item state="warning" text={t("hints", { count: warnings.length })}>
          <ProblemList problems={warnings} onOpen={goTo} />
        </Item>
      )}
    </>
  );
}

function Saved() {
  const t = useTranslations("publishing");
  const errorText = useErrorText();
  const saving = useEditor((state) => state.saving);
  if (saving.state === "saved") return <Item state="good" text={t("saved")} />;
  if (saving.state === "failed") return <Item state="bad" text={t("unsaved", { reason: errorText(saving.error) })} />;
  return <Item state="busy" text={t("saving")} />;
}

function Doubts({ close }: { close(): void }) {
  const t = useTranslations("publishing");
  const trpc = useTRPC();
  const graphId = useEditor((state) => state.graph.id);
  const document = useEditor((state) => state.document);
  const models = useEditor((state) => state.models);
  const { data: evidence, error } = useQuery(trpc.insights.evidence.queryOptions({ graphId }));
  const doubts = useMemo(
    () => (evidence === undefined ? null : doubtsOf(document, { kinds, models, evidence })),
    [document, models, evidence],
  );
  if (error !== null) return <Item state="told" text={t("recordUnread")} />;
  if (doubts === null) return <Skeleton height={20} aria-label={t("reading")} component="li" />;
  if (!doubts.some(({ code }) => code === "neverRan" || code === "changedSince"))
    return (
      <>
        <Item state="good" text={t("allRan")} />
        <DoubtItems doubts={doubts} close={close} />
      </>
    );
  return <DoubtItems doubts={doubts} close={close} />;
}

function DoubtItems({ doubts, close }: { doubts: ReturnType<typeof doubtsOf>; close(): void }) {
  const t = useTranslations("publishing");
  return doubts.map(({ code, nodes }) => (
    <Item key={code} state="warning" text={t(`doubts.${code}`, { count: nodes.length })}>
      <NodeLinks nodes={nodes} close={close} />
    </Item>
  ));
}

const SHOWN = 6;

function NodeLinks({ nodes, close }: { nodes: readonly GraphNode[]; close(): void }) {
  const t = useTranslations("publishing");
  const store = useEditorStore();
  return (
    <div className={classes.nodes}>
      {nodes.slice(0, SHOWN).map(({ id, name }) => (
        <button
          key={id}
          type="button"
          onClick={() => {
            close();
            store.getState().focusNode(id);
          }}
        >
          {name}
        </button>
      ))}
      {nodes.length > SHOWN && <span>{t("more", { count: nodes.length - SHOWN })}</span>}
    </div>
  );
}

/** How the test cases fared when each was last run; nothing where there are none. */
function Tests({ close }: { close(): void }) {
  const t = useTranslations("publishing.tests");
  const { show } = useStage();
  const { rows } = useCaseRows({ testRunId: null, comparedWith: null });
  const cases = rows?.filter(({ asked }) => asked) ?? [];
  if (cases.length === 0) return null;
  const failed = cases.filter(({ state }) => state === "failed" || state === "error").length;
  const never = cases.filter(({ state }) => state !== "passed" && state !== "failed" && state !== "error").length;
  if (failed + never === 0) return <Item state="good" text={t("passed", { count: cases.length })} />;
  const text = failed > 0 ? t("failed", { failed, count: cases.length }) : t("never", { never, count: cases.length });
  return (
    <Item state="warning" text={text}>
      <p className={classes.changes}>
        <button
          type="button"
          onClick={() => {
            close();
            show("tests");
          }}
        >
          {t("look")}
        </button>
      </p>
    </Item>
  );
}

function Changes({ close }: { close(): void }) {
  const t = useTranslations("publishing");
  const trpc = useTRPC();
  const { show } = useStage();
  const { id, liveVersion } = useEditor((state) => state.graph);
  const document = useEditor((state) => state.document);
  const live = useQuery(
    trpc.graphs.history.queryOptions({ id, at: { version: liveVersion ?? 1 } }, { enabled: liveVersion !== null, staleTime: 60_000 }),
  );
  const counts = useMemo(() => (live.data === undefined ? null : countChanges(diffDocuments(live.data, document))), [live.data, document]);
  if (liveVersion === null) return <Item state="told" text={t("first", { count: document.nodes.length })} />;
  if (live.error !== null) return <Item state="told" text={t("liveUnread", { version: liveVersion })} />;
  if (counts === null) return <Skeleton height={20} aria-label={t("reading")} component="li" />;
  if (counts.length === 0) return <Item state="warning" text={t("unchanged", { version: liveVersion })} />;
  return (
    <Item state="told" text={t("changed", { version: liveVersion })}>
      <p className={classes.changes}>
        {counts.map(({ group, change, count }) => t(`change.${group}`, { count, what: t(`change.${change}`) })).join(" · ")}{" "}
        <button
          type="button"
          onClick={() => {
            close();
            show("history");
          }}
        >
          {t("look")}
        </button>
      </p>
    </Item>
  );
}
