import { Assignment } from "../graph/assignment";
import type { GraphNode } from "../graph/document";
import { nodeFingerprint, partFingerprint } from "../graph/fingerprint";
import { type Kinds, modelsOf } from "../graph/kind";
import { evidenceOf, type GraphEvidence } from "./evidence";

/** Whom a firing of a node asks for which task: how many calls, and in how many rounds, for samples are asked for at once. */
export type ModelUse = { model: string | null; fingerprint: string; calls: number; rounds: number };

/** How often a small model's answer is passed on, until a cascade has been seen at work. */
export const ASSUMED_ESCALATION = 0.5;

/** Whom a firing of a node asks, and how often, by how the node is set up and, where it goes on until it is done, by what was recorded. */
export function modelUses(node: GraphNode, kinds: Kinds, evidence: GraphEvidence): ModelUse[] {
  const fingerprint = nodeFingerprint(node.config);
  const rounds = goesOn(node, kinds) ? (recordedCalls(node, fingerprint, evidence) ?? 1) : 1;
  const calls = rounds * samplesOf(node);
  const parsed = Assignment.safeParse(node.config.assignment);
  if (!parsed.success) return modelsOf(node, kinds).map((model) => ({ model, fingerprint, calls, rounds }));
  const judge = judgeOf(node);
  const judging: ModelUse[] =
    judge === null ? [] : [{ model: judge, fingerprint: partFingerprint(fingerprint, "judge"), calls: 1, rounds: 1 }];
  if (parsed.data.type === "single") return [{ model: parsed.data.model, fingerprint, calls, rounds }, ...judging];

  const { first, escalateTo, gate } = parsed.data;
  const samples = gate.type === "agreement" ? gate.samples : 1;
  const share = escalation(node, fingerprint, { first, escalateTo, samples }, evidence);
  const verifying: ModelUse[] =
    gate.type === "verifier" ? [{ model: gate.model, fingerprint: partFingerprint(fingerprint, "verifier"), calls, rounds }] : [];
  return [
    { model: first, fingerprint, calls: samples * calls, rounds },
    { model: escalateTo, fingerprint, calls: share * calls, rounds: share * rounds },
    ...verifying,
    ...judging,
  ];
}

/** Does a node ask its model again and again until it is done? */
const goesOn = ({ kind, config }: GraphNode, kinds: Kinds): boolean => kinds(kind)?.isContainer === true || config.attempts !== undefined;

/** Calls per firing of a task that was worked on before. */
function recordedCalls(node: GraphNode, fingerprint: string, evidence: GraphEvidence): number | null {
  const firings = evidence.tasks.find((task) => task.nodeId === node.id && task.fingerprint === fingerprint)?.firings ?? 0;
  if (firings === 0) return null;
  return evidenceOf(evidence, node.id, fingerprint).reduce((sum, one) => sum + one.calls, 0) / firings;
}

type Steps = { first: string | null; escalateTo: string | null; samples: number };

/** Share of a cascade's answers that the first model left to the second. */
function escalation(node: GraphNode, fingerprint: string, { first, escalateTo, samples }: Steps, evidence: GraphEvidence): number {
  const own = evidenceOf(evidence, node.id, fingerprint);
  const callsOf = (model: string | null) => own.find((one) => one.model === model)?.calls ?? 0;
  const asked = callsOf(first) / samples;
  return asked === 0 ? ASSUMED_ESCALATION : Math.min(1, callsOf(escalateTo) / asked);
}

const samplesOf = ({ config: { samples } }: GraphNode): number => (typeof samples === "number" ? samples : 1);

function judgeOf({ config: { ballot } }: GraphNode): string | null {
  if (ballot === null || typeof ballot !== "object" || Array.isArray(ballot)) return null;
  return typeof ballot.model === "string" ? ballot.model : null;
}
