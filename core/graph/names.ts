import { z } from "zod";

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
