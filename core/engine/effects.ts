import type { ErrorParams } from "../errors";
import type { JsonObject } from "../graph/json";
import type { PlannedNode } from "./level";

/** A failure as an executor ended with it; `message` is its sentence, for the error port. */
export type Failure = { code: string; params: ErrorParams; message: string; retryable: boolean };

/** What happened. Events of attempts and activations that aren't running are ignored, so duplicates are harmless. */
export type EngineEvent =
  | { type: "completed"; activation: string; attempt: number; outputs: JsonObject }
  | { type: "failed"; activation: string; attempt: number; failure: Failure }
  | { type: "timer"; activation: string; attempt: number }
  /** Somebody has looked at what is held and lets it go on, with what it was to get or with inputs of their own. */
  | { type: "released"; activation: string; inputs: JsonObject | null }
  | { type: "cancelled" };

export type Outcome =
  | { status: "succeeded"; output: JsonObject | null }
  | { status: "failed"; activation: string; nodeId: string; failure: Failure; attempts: number }
  | { status: "cancelled" };

/** One firing of a node. `activation` is its path, such as `review[3]/improve#2/critic`. */
type Firing = { activation: string; planned: PlannedNode };

/** What is to be done about it, in this order. */
export type Effect =
  /** Execute the node. Of a loop: say whether it is done, with what its body gave as inputs. */
  | ({ type: "start"; attempt: number; inputs: JsonObject } & Firing)
  | ({ type: "retryLater"; attempt: number; delayMs: number; failure: Failure } & Firing)
  | ({ type: "skipped" } & Firing)
  /** Its tokens are there, and a breakpoint stands before it: it goes on when it is released. */
  | ({ type: "held"; inputs: JsonObject } & Firing)
  /** A container began; what is inside it follows. */
  | ({ type: "opened"; inputs: JsonObject } & Firing)
  | ({ type: "closed"; outputs: JsonObject } & Firing)
  /** It failed for good; the run goes on, with the outputs of its error port or its default, or inside a container that bears it. */
  | ({ type: "settledFailure"; attempt: number; failure: Failure; outputs: JsonObject | null } & Firing)
  /** It runs, or is open, and nobody waits for it any more: stop it. */
  | ({ type: "abandoned" } & Firing)
  | { type: "finish"; outcome: Outcome };
