"use client";

import { Handle, Position } from "@xyflow/react";
import { useTranslations } from "next-intl";
import type { Port } from "@/core/graph/ports";
import { portTypeName } from "@/core/graph/ports";
import { useEditor } from "../editor/EditorContext";
import { usePortTypeText } from "../format/portTypes";
import classes from "./Canvas.module.css";
import { handleId, portKey } from "./handles";

type Props = {
  node: string;
  name: string;
  side: "input" | "output";
  port?: Port;
  /** Of a container, towards its body: what it gives is an output there, what it takes an input. */
  inside?: boolean;
};

/** One port of a node: its name, and a handle whose colour and shape tell its type. A ghost is a port that edges still name but that is gone. */
export function PortHandle({ node, name, side, port, inside = false }: Props) {
  const t = useTranslations("editor");
  const typeText = usePortTypeText();
  const fit = useEditor(({ connecting }) => {
    if (connecting === null) return undefined;
    if (connecting.from.node === node && connecting.from.port === name && connecting.from.inside === inside) return "origin";
    if ((connecting.side === "source") === (side === "output")) return "no";
    return connecting.refusals.has(portKey({ node, port: name, inside })) || port === undefined ? "no" : "yes";
  });
  const type = typeText(port === undefined ? "gone" : portTypeName(port.type));
  const label = t(side === "input" ? "inputPort" : "outputPort", { port: name, type });
  return (
    <div
      className={classes.port}
      data-side={side}
      data-inside={inside || undefined}
      data-fit={fit}
      data-ghost={port === undefined || undefined}
    >
      <Handle
        id={handleId({ port: name, inside })}
        type={side === "input" ? "target" : "source"}
        position={side === "input" ? Position.Left : Position.Right}
        className={classes.handle}
        data-port={name}
        data-side={side}
        data-inside={inside || undefined}
        data-type={port?.type.type ?? "gone"}
        role="img"
        aria-label={label}
        title={port === undefined ? t("portGone", { port: name }) : `${name} · ${type}`}
        isConnectable={port !== undefined}
      />
      <span className={classes.portName}>
        {name}
        {port !== undefined && !port.required && side === "input" && <span className={classes.optional}>?</span>}
      </span>
    </div>
  );
}
