"use client";

import type { NodeProps } from "@xyflow/react";
import { useLocale, useTranslations } from "next-intl";
import { memo, useEffect, useRef, useState } from "react";
import type { GraphNode } from "@/core/graph/document";
import { modelsOf } from "@/core/graph/kind";
import { kinds } from "@/nodes/definitions";
import { useEditor, useEditorStore } from "../editor/EditorContext";
import { SeverityIcon } from "../format/SeverityIcon";
import { useProblemText } from "../format/sentences";
import { ModelChip } from "../models/ModelChip";
import classes from "./Canvas.module.css";
import { FarNode } from "./FarNode";
import { useDistance, useIsSimple } from "./far";
import { kindIcon } from "./kindIcons";
import { NodeMarks } from "./NodeMarks";
import { NodePorts } from "./NodePorts";
import { NodeRunLine } from "./NodeRunLine";
import { outputPreview } from "./outputPreview";
import { previewOf } from "./preview";
import { useStatus } from "./useStatus";
import type { CanvasNode } from "./view";

/** The model that serves a node, or that nobody has been chosen. */
export function ServedBy({ node }: { node: GraphNode }) {
  const t = useTranslations("editor");
  const [key] = modelsOf(node, kinds);
  const model = useEditor((state) => (key === undefined ? undefined : state.models.get(key)));
  if (model === undefined) return <span className={classes.unassigned}>{key ?? t("noModel")}</span>;
  return <ModelChip model={{ label: model.label, class: model.class, simulated: model.connectionKind === "simulated" }} />;
}

/** A node on the canvas. It reads its own slice of the editor and renders only when that changes. */
export const GraphNodeView = memo(function GraphNodeView(props: NodeProps<CanvasNode>) {
  return useIsSimple() ? <FarNode {...props} /> : <NearNode {...props} />;
});

function NearNode({ id, data, selected }: NodeProps<CanvasNode>) {
  const { node, ports, ghosts } = data;
  const definition = kinds(node.kind);
  const asks = definition?.asksModels === true;
  const modelKey = asks ? modelsOf(node, kinds)[0] : undefined;
  const model = useEditor((state) => (modelKey === undefined ? undefined : state.models.get(modelKey)));
  const heat = useEditor((state) => (state.overlay === "none" || state.overlay === "state" ? undefined : state.heat[id]));
  const status = useStatus(id);
  useFreshHandles(id, [...ports.inputs, ...ports.outputs].map(({ name }) => name).join() + JSON.stringify(ghosts));

  const preview = previewOf(node);
  const rows = Math.max(ports.inputs.length + ghosts.inputs.length, ports.outputs.length + ghosts.outputs.length);
  return (
    <div
      className={classes.node}
      data-node-id={id}
      data-kind={node.kind}
      data-category={definition?.category ?? "unknown"}
      data-class={asks ? (model?.class ?? "unassigned") : undefined}
      data-selected={selected || undefined}
      data-status={status}
      data-heat={heat?.level}
      data-pinned={node.pinned !== undefined || undefined}
    >
      <NodeHead node={node} />
      {asks && (
        <div className={classes.model}>
          <ServedBy node={node} />
        </div>
      )}
      {preview !== "" && <NodeText id={id} preview={preview} />}
      {rows > 0 && <NodePorts id={id} ports={ports} ghosts={ghosts} />}
      {heat !== undefined && <div className={classes.heat}>{heat.text}</div>}
      <NodeRunLine id={id} withOutput={preview === ""} />
    </div>
  );
}

/** What the node does; in its place, what it gave in the run that is shown. The node keeps its size. */
function NodeText({ id, preview }: { id: string; preview: string }) {
  const t = useTranslations("editor");
  const outputs = useEditor(({ run }) => run?.firings[id]?.shown.outputs ?? null);
  const given = outputPreview(outputs);
  if (given === "") return <p className={classes.preview}>{preview}</p>;
  return (
    <p className={classes.preview} data-given title={t("lastOutput")}>
      {given}
    </p>
  );
}

/** Icon, name, kind and problems. */
export function NodeHead({ node }: { node: GraphNode }) {
  const locale = useLocale();
  const definition = kinds(node.kind);
  const Icon = kindIcon(definition?.icon);
  const title = definition?.text[locale].title ?? node.kind;
  return (
    <div className={classes.head}>
      <span className={classes.icon} aria-hidden>
        <Icon size={15} stroke={1.8} />
      </span>
      <NodeTitle id={node.id} name={node.name} />
      <span className={classes.kind}>{node.name === title ? "" : title}</span>
      <NodeMarks node={node} />
      <ProblemBadge id={node.id} />
    </div>
  );
}

/** React Flow measures handles once; tell it when ports come and go. In a large graph it may have measured only what stands for them. */
export function useFreshHandles(id: string, ports: string) {
  const { large, measure } = useDistance();
  const measured = useRef(large ? null : ports);
  useEffect(() => {
    if (measured.current !== ports) measure(id);
    measured.current = ports;
  }, [id, ports, measure]);
}

function NodeTitle({ id, name }: { id: string; name: string }) {
  const t = useTranslations("editor");
  const perform = useEditor((state) => state.perform);
  const readOnly = useEditor((state) => state.readOnly);
  const [text, setText] = useState<string | null>(null);
  if (text === null || readOnly) {
    return (
      // biome-ignore lint/a11y/noStaticElementInteractions: a shortcut; the inspector's name field does the same by keyboard
      <span className={classes.title} title={name} onDoubleClick={() => setText(name)}>
        {name}
      </span>
    );
  }
  const finish = (keep: boolean) => {
    if (keep) perform({ type: "renameNode", id, name: text });
    setText(null);
  };
  return (
    <input
      className={`${classes.titleInput} nodrag nopan`}
      aria-label={t("nodeName")}
      value={text}
      maxLength={120}
      // biome-ignore lint/a11y/noAutofocus: the person just asked to edit this name
      autoFocus
      onFocus={(event) => event.currentTarget.select()}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={() => finish(true)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.key === "Enter") finish(true);
        if (event.key === "Escape") finish(false);
      }}
    />
  );
}

function ProblemBadge({ id }: { id: string }) {
  const t = useTranslations("editor");
  const problemText = useProblemText();
  const store = useEditorStore();
  const problems = useEditor((state) => state.problemsByNode[id]);
  if (problems === undefined || problems.length === 0) return null;
  const severity = problems.some((problem) => problem.severity === "error") ? "error" : "warning";
  return (
    <button
      type="button"
      className={`${classes.badge} nodrag`}
      data-severity={severity}
      aria-label={t("problemsOfNode", { count: problems.length })}
      title={problems.map(problemText).join("\n")}
      onClick={() => store.getState().select({ nodes: [id], edges: [] })}
    >
      <SeverityIcon severity={severity} size={12} />
      {problems.length > 1 && problems.length}
    </button>
  );
}
