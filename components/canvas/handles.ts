import type { PortRef } from "@/core/graph/document";

/** A port as the canvas knows it: a container has ports outside and others, perhaps of the same name, inside. */
export type PortPlace = PortRef & { inside: boolean };

const INSIDE = "inside:";

/** React Flow's name of a port's handle. Port names have no colon. */
export const handleId = ({ port, inside }: Omit<PortPlace, "node">): string => (inside ? `${INSIDE}${port}` : port);

export const placeOf = (node: string, handle: string): PortPlace =>
  handle.startsWith(INSIDE) ? { node, port: handle.slice(INSIDE.length), inside: true } : { node, port: handle, inside: false };

export const portKey = (place: PortPlace): string => `${place.node} ${handleId(place)}`;
