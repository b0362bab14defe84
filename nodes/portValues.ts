import { MinnowError } from "@/core/errors";
import type { Json } from "@/core/graph/json";
import { type NamedPort, portTypeOf } from "@/core/graph/names";
import { accepts } from "@/core/graph/ports";

const typeName = (value: Json): string =>
  value === null ? "null" : Array.isArray(value) ? "list" : typeof value === "string" ? "text" : typeof value;

/** @throws MinnowError `value_type` when a value is not of the type its port was given; a port without a value is fine */
export function requireTypes(ports: readonly NamedPort[], values: Record<string, Json>): void {
  for (const { name, type } of ports) {
    const value = values[name];
    if (value === undefined || accepts(portTypeOf(type), value)) continue;
    throw new MinnowError("value_type", { port: name, type, actual: typeName(value) });
  }
}
