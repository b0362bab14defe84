"use client";

import { useReactFlow, useStore, ViewportPortal } from "@xyflow/react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useEditor } from "../editor/EditorContext";
import classes from "../editor/Presence.module.css";
import { usePresence, usePresenceStore } from "../editor/PresenceContext";
import type { Person } from "../editor/presence";

/** The pointers and selections of everyone else in the graph; tells them where this person is. */
export function OtherPeople() {
  const others = usePresence((state) => state.others);
  return (
    <>
      <TellWhereIAm />
      {others.length > 0 && (
        <ViewportPortal>
          {others.map((person) => (
            <PersonView key={person.client} person={person} />
          ))}
        </ViewportPortal>
      )}
    </>
  );
}

function TellWhereIAm() {
  const presence = usePresenceStore();
  const selection = useEditor((state) => state.selection.nodes);
  const { screenToFlowPosition } = useReactFlow();
  useEffect(() => presence.getState().be({ selection: [...selection] }), [presence, selection]);
  useEffect(() => {
    const pane = document.querySelector(".react-flow");
    if (pane === null) return;
    const move = (event: Event) => {
      if (!(event instanceof PointerEvent) || presence.getState().others.length === 0) return;
      const { x, y } = screenToFlowPosition({ x: event.clientX, y: event.clientY }, { snapToGrid: false });
      presence.getState().be({ cursor: { x: Math.round(x), y: Math.round(y) } });
    };
    const leave = () => presence.getState().be({ cursor: null });
    pane.addEventListener("pointermove", move);
    pane.addEventListener("pointerleave", leave);
    return () => {
      pane.removeEventListener("pointermove", move);
      pane.removeEventListener("pointerleave", leave);
    };
  }, [presence, screenToFlowPosition]);
  return null;
}

function PersonView({ person: { name, cursor, selection, colour } }: { person: Person }) {
  const t = useTranslations("live");
  return (
    <>
      {selection.map((id) => (
        <Chosen key={id} id={id} colour={colour} />
      ))}
      {cursor !== null && (
        <div
          className={`${classes.person} ${classes.pointer}`}
          data-colour={colour}
          style={{ transform: `translate(${cursor.x}px, ${cursor.y}px)` }}
          aria-hidden
        >
          <svg width="14" height="18" viewBox="0 0 14 18" aria-hidden="true">
            <path d="M1 1 L13 10 L7.2 10.6 L4.4 16.6 Z" />
          </svg>
          <span>{name === "" ? t("someone") : name}</span>
        </div>
      )}
    </>
  );
}

/** A frame around a node that somebody else has selected. */
function Chosen({ id, colour }: { id: string; colour: number }) {
  const frame = useStore(({ nodeLookup }) => {
    const node = nodeLookup.get(id);
    if (node === undefined) return null;
    const { x, y } = node.internals.positionAbsolute;
    return `${x} ${y} ${node.measured.width ?? 0} ${node.measured.height ?? 0}`;
  });
  if (frame === null) return null;
  const [x = 0, y = 0, width = 0, height = 0] = frame.split(" ").map(Number);
  return (
    <div
      className={`${classes.person} ${classes.chosen}`}
      data-colour={colour}
      style={{ transform: `translate(${x - 5}px, ${y - 5}px)`, width: width + 10, height: height + 10 }}
      aria-hidden
    />
  );
}
