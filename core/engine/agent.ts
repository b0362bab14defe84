import { z } from "zod";
import type { GraphNode } from "../graph/document";
import { Json, JsonObject } from "../graph/json";

/** What an agent's executor is given beside the agent's inputs, by the port `$turn`. */
export const TURN_PORT = "$turn";

/** Where the arguments of a call come into a tool's level. */
export const argumentPort = (port: string): string => `argument ${port}`;
/** All arguments of a call, for the person who is asked to allow it; and what lets the tool begin once they did. */
export const APPROVAL_PORT = "$call";
/** By which a tool's level tells that the person refused. */
export const REJECTED_PORT = "$rejected";

/** The node that asks a person before a tool runs. */
export const approvalOf = ({ id, name, position }: GraphNode): GraphNode => ({
  id: `${id}~approval`,
  kind: "human",
  name,
  position,
  config: { instructions: name, mayEdit: false, timeoutMinutes: null, onTimeout: "reject" },
});

/** A tool to run: the node by its id, and values for those of its input ports that nothing feeds. */
export const AgentCall = z.object({ id: z.string(), node: z.string(), inputs: JsonObject });
export type AgentCall = z.infer<typeof AgentCall>;

/** What came of a call: the tool's outputs by port, or why it failed. */
export const AgentResult = z.object({
  id: z.string(),
  outputs: JsonObject.optional(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
export type AgentResult = z.infer<typeof AgentResult>;

export const AgentTurn = z.object({
  /** From 0. */
  number: z.number().int(),
  /** No tools can be called any more. */
  last: z.boolean(),
  /** What the executor kept from its last turn; null in the first. */
  transcript: Json,
  results: z.array(AgentResult),
});
export type AgentTurn = z.infer<typeof AgentTurn>;

/** How an agent goes on: with tools, all at once, or with its outputs. */
export const AgentMove = z.union([
  z.object({ calls: z.array(AgentCall).min(1).max(64), transcript: Json }),
  z.object({ outputs: JsonObject }),
]);
export type AgentMove = z.infer<typeof AgentMove>;
