import { z } from "zod";
import { any, type PortType } from "./ports";

/** A name that can be a port, a template variable and a key of an object. */
export const PortName = z
  .string()
  .trim()
  .refine((name) => /^[A-Za-z_][\w-]{0,59}$/.test(name), { params: { problem: "port_name" } });

/** A list of port names, each once. */
export const PortNames = z
  .array(PortName)
  .max(50)
  .refine((names) => new Set(names).size === names.length, { params: { problem: "port_names_repeat" } });

/** For `refine`: none of the names is one that the kind uses itself. */
export const reservedIn = (reserved: readonly string[]) =>
  [(names: readonly string[]) => !names.some((name) => reserved.includes(name)), { params: { problem: "port_name_reserved" } }] as const;

/** The port types a person chooses from. */
export const ChosenType = z.enum(["any", "text", "number", "boolean", "json", "list"]);
export type ChosenType = z.infer<typeof ChosenType>;

export const portTypeOf = (chosen: ChosenType): PortType => (chosen === "list" ? { type: "list", of: any } : { type: chosen });

/** A port a person named and typed. */
export const NamedPort = z.object({ name: PortName, type: ChosenType.default("any") });
export type NamedPort = z.infer<typeof NamedPort>;

/** A list of named ports, each name once. */
export const NamedPorts = z
  .array(NamedPort)
  .max(50)
  .refine((ports) => new Set(ports.map(({ name }) => name)).size === ports.length, { params: { problem: "port_names_repeat" } });

/** The name of a workspace's secret, as in `{{secrets.CRM_TOKEN}}`. */
export const SecretName = z.string().regex(/^[A-Z][A-Z0-9_]{0,59}$/, "a name such as CRM_TOKEN");
