import { z } from "zod";
import { type Json, JsonSchema } from "./json";

/** What may travel along an edge. `json` may name the JSON Schema its values obey. */
export type PortType =
  | { type: "text" | "number" | "boolean" | "messages" | "any" }
  | { type: "json"; schema?: JsonSchema | undefined }
  | { type: "list"; of: PortType };

export const PortType: z.ZodType<PortType> = z.lazy(() =>
  z.discriminatedUnion("type", [
    z.object({ type: z.enum(["text", "number", "boolean", "messages", "any"]) }),
    z.object({ type: z.literal("json"), schema: JsonSchema.optional() }),
    z.object({ type: z.literal("list"), of: PortType }),
  ]),
);

/** A named place where a node takes in or gives out one token. Derived from kind and config, never stored. */
export type Port = { name: string; type: PortType; required: boolean };
export type Ports = {
  inputs: Port[];
  outputs: Port[];
  /** Of a container, seen from inside: what its body is given, and what it takes from it. */
  inside?: { gives: Port[]; takes: Port[] };
};

export const text: PortType = { type: "text" };
export const any: PortType = { type: "any" };

export const port = (name: string, type: PortType = any): Port => ({ name, type, required: true });
export const optionalPort = (name: string, type: PortType = any): Port => ({ name, type, required: false });

/** The name of a port type as shown to people and in messages, such as `list of text`. */
export function portTypeName(type: PortType): string {
  return type.type === "list" ? `list of ${portTypeName(type.of)}` : type.type;
}

/**
 * Can a value of type `from` go into a port of type `to`?
 * `any` fits everywhere, JSON into a list unless its schema says it is none; `messages` is also a list of JSON; a JSON Schema on both sides is not compared,
 * because whether one schema implies another is undecidable in general: the value is checked when it arrives.
 */
export function fits(from: PortType, to: PortType): boolean {
  if (from.type === "any" || to.type === "any") return true;
  if (from.type === "list" && to.type === "list") return fits(from.of, to.of);
  if (to.type === "json") return from.type !== "text" || allows(to.schema, "string");
  if (from.type === "json" && to.type === "list") return allows(from.schema, "array");
  if (from.type === "messages" && to.type === "list") return fits({ type: "json" }, to.of);
  return from.type === to.type;
}

function allows(schema: JsonSchema | undefined, type: "string" | "array"): boolean {
  if (schema === undefined || schema.type === undefined) return true;
  return Array.isArray(schema.type) ? schema.type.includes(type) : schema.type === type;
}

/** Does a value belong into a port of this type? A JSON Schema on the type is not looked at here. */
export function accepts(type: PortType, value: Json): boolean {
  switch (type.type) {
    case "any":
    case "json":
      return true;
    case "text":
      return typeof value === "string";
    case "number":
    case "boolean":
      return typeof value === type.type;
    case "messages":
      return Array.isArray(value);
    case "list":
      return Array.isArray(value) && value.every((item) => accepts(type.of, item));
  }
}
