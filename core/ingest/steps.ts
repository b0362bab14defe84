import type { ObservedSpan } from "./observed";
import type { StepKind } from "./stepKinds";

/** One firing of a node of an agent elsewhere. */
export type ObservedStep = {
  /** What tells the node from others of the agent; null for a call that nothing names: its task tells whose it is. */
  key: string | null;
  name: string;
  what: StepKind;
  span: ObservedSpan;
  /** Spans of the model calls it made itself. */
  calls: ObservedSpan[];
  /** Key of the node that leads to it, where the record says. */
  afterKey: string | null;
};

/** Names that frameworks give to whatever they wrap. */
const GENERIC =
  /^(?:runnable\w*|chat[a-z]*(?:openai|anthropic|google\w*|bedrock|ollama|vertexai)|llm(?:chain)?|chain|langgraph|agent(?:executor)?|model|chat|completions?|openai\.\S*|anthropic\.\S*|chat\.completions\S*|(?:chat|invoke_agent|text_completion|generate_content|call_llm|generation)(?: .*)?|post .*|__start__|__end__|workflow|pipeline|root|trace)$/i;
const isTelling = (name: string): boolean => name.trim() !== "" && !GENERIC.test(name.trim());

const nodeKey = (id: string): string => `node:${id}`;
const stepKey = (name: string): string => `step:${name}`;
const toolKey = (name: string): string => `tool:${name}`;

/**
 * The firings of nodes that a trace tells of, in the order in which they began. Whose work a span is, it says itself, or the nearest
 * span around it that is a node's; a call of a model that no node holds belongs to the step or agent that made it.
 */
export function stepsOf(spans: readonly ObservedSpan[]): ObservedStep[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  const ordered = [...spans].sort((a, b) => a.startedAt - b.startedAt || (a.spanId < b.spanId ? -1 : 1));
  const steps = new Map<string, ObservedStep>();
  const own = (span: ObservedSpan, step: Omit<ObservedStep, "span" | "calls">): ObservedStep => {
    const known = steps.get(span.spanId) ?? { ...step, span, calls: [] };
    steps.set(span.spanId, known);
    return known;
  };
  for (const span of ordered) {
    const above = ancestorsOf(span, byId);
    const node = nodeSpan([span, ...above]);
    if (node?.node != null) {
      const { id, name, parentId } = node.node;
      const step = own(node, { key: nodeKey(id), name, what: whatOf(node), afterKey: parentId === null ? null : nodeKey(parentId) });
      if (span.kind === "model" && span.call !== null) step.calls.push(span);
    } else if (span.kind === "model") {
      const name = callerName(span, above);
      const step = own(span, { key: name === null ? null : stepKey(name), name: name ?? "", what: "model", afterKey: null });
      if (span.call !== null) step.calls.push(span);
    } else if (span.kind === "tool" || span.kind === "retrieval") {
      own(span, { key: toolKey(span.name), name: span.name || span.kind, what: span.kind, afterKey: null });
    }
  }
  return withoutFrames([...steps.values()], byId)
    .filter(({ key, calls }) => key !== null || calls.length > 0)
    .sort((a, b) => a.span.startedAt - b.span.startedAt || (a.span.spanId < b.span.spanId ? -1 : 1));
}

const whatOf = ({ kind }: ObservedSpan): StepKind => (kind === "agent" ? "step" : kind);

/** The spans around a span, the nearest first. */
function ancestorsOf(span: ObservedSpan, byId: ReadonlyMap<string, ObservedSpan>): ObservedSpan[] {
  const above: ObservedSpan[] = [];
  const seen = new Set([span.spanId]);
  for (let next = byId.get(span.parentId ?? ""); next !== undefined && !seen.has(next.spanId); next = byId.get(next.parentId ?? "")) {
    seen.add(next.spanId);
    above.push(next);
  }
  return above;
}

/** The outermost span of the nearest node: frameworks name the node on each span inside it as well. */
function nodeSpan(path: readonly ObservedSpan[]): ObservedSpan | null {
  let found: ObservedSpan | null = null;
  for (const span of path) {
    if (span.node === null) continue;
    if (found !== null && found.node?.id !== span.node.id) break;
    found = span;
  }
  return found;
}

/** What made a call that is no node's: the step around it, else the agent, else what the call is named after. */
function callerName(span: ObservedSpan, above: readonly ObservedSpan[]): string | null {
  const root = above.at(-1);
  const named = (span: ObservedSpan | undefined) => (span !== undefined && isTelling(span.name) ? span.name : null);
  const step = above.find((one) => one !== root && one.kind !== "agent" && isTelling(one.name));
  const agent = above.find((one) => one.kind === "agent" && isTelling(one.name));
  return named(step) ?? named(agent) ?? named(span) ?? named(root);
}

/** A span of a node that only holds those of other nodes, and leads to none, is the frame around them. */
function withoutFrames(steps: readonly ObservedStep[], byId: ReadonlyMap<string, ObservedSpan>): ObservedStep[] {
  const holders = new Set(steps.flatMap(({ span }) => ancestorsOf(span, byId).map(({ spanId }) => spanId)));
  const leading = new Set(steps.flatMap(({ afterKey }) => afterKey ?? []));
  return steps.filter(({ span, calls, key }) => calls.length > 0 || !holders.has(span.spanId) || leading.has(key ?? ""));
}

/**
 * For each step, those that came right before it: they had ended when it began, and nothing began and ended in between. Where the record
 * names what led to a step, that alone.
 * @param steps in the order in which they began
 */
export function stepsBefore(steps: readonly ObservedStep[]): number[][] {
  const start = (index: number) => steps[index]?.span.startedAt ?? 0;
  const end = (index: number) => steps[index]?.span.finishedAt ?? start(index);
  return steps.map(({ afterKey }, index) => {
    if (afterKey !== null) {
      const last = steps.findLastIndex(({ key }, other) => other < index && key === afterKey);
      return last < 0 ? [] : [last];
    }
    const ended = Array.from({ length: index }, (_, other) => other).filter((other) => end(other) <= start(index));
    const latest = Math.max(...ended.map(start));
    const lastBegun = ended.findLast((other) => start(other) === latest);
    return ended.filter((other) => other === lastBegun || end(other) > latest);
  });
}
