import "server-only";
import { setImmediate as breathe } from "node:timers/promises";
import { isJsonObject, Json } from "@/core/graph/json";
import { findPersonal } from "@/core/privacy/detect";
import type { Example, FindingsAsked, FindingsPage, Mark } from "@/core/privacy/findings";
import { FoundKind } from "@/core/privacy/kinds";
import { placeholdersIn } from "@/core/privacy/placeholders";
import { keyed, type Redaction } from "@/core/privacy/redact";
import { may } from "../auth/access";
import type { WorkspaceContext } from "../context";
import { findGraph } from "../graphs/read";
import { searching } from "../runs/filter";
import { type CallCursor, type CallsAsked, countCalls, pageOfBodies } from "./bodies";
import { openNames } from "./names";
import { keyOf, openCuration } from "./policy";

/** Calls read at once, what one look may take, and how long others may have to wait for it. Milliseconds. */
const [READ, LOOK_MS, BREATH_MS] = [200, 1_200, 12];
/** Calls of one look at most. */
const MOST_CALLS = 2_000;
const MOST_COUNTED = 100_000;
/** Examples of one look, and of each kind in it. */
const [EXAMPLES, EACH] = [24, 5];
/** Longer texts are shown in part, longer ones still are looked at in part. Characters. */
const [SHOWN, LOOKED_AT] = [900, 60_000];
/** Of a part, what stands before its first find. Characters. */
const LEAD = 200;

type Text = { part: Example["part"]; text: string };

/** What people and models said in a call, each text once. The answer's whole form is looked at only where no text of it was recorded. */
function textsOf(call: { request: unknown; response: unknown; outputText: string | null }): Text[] {
  const found = new Map<string, Text>();
  const add = (part: Text["part"], value: Json) => {
    if (typeof value === "string") {
      if (value.length > 2 && !found.has(value)) found.set(value, { part, text: value.slice(0, LOOKED_AT) });
    } else if (Array.isArray(value)) for (const one of value) add(part, one);
    else if (isJsonObject(value)) for (const one of Object.values(value)) add(part, one);
  };
  const request = Json.parse(call.request ?? null);
  // Tools and schemas are the graph's, not what anybody said.
  add("prompt", isJsonObject(request) && request.messages !== undefined ? request.messages : request);
  if (call.outputText !== null && call.outputText !== "") add("answer", call.outputText);
  else add("answer", Json.parse(call.response ?? null));
  return [...found.values()];
}

type Tally = { there: Set<string>; takenOut: Set<string>; callsWith: number; callsWithout: number };

/** What stands in a text: what is found in it now, and what stands for something that was taken out: a stand-in's stand-in is itself. */
function markerOf(redaction: Redaction): (text: string) => Mark[] {
  const known = new Map<string, Mark[]>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const found = findPersonal(text, redaction.kinds, redaction.own).map((finding): Mark => {
      const value = text.slice(finding.start, finding.end);
      return { ...finding, takenOut: redaction.pseudonym(finding.kind, value) === value };
    });
    const marks = [...found, ...placeholdersIn(text).map((place): Mark => ({ ...place, takenOut: true }))].sort(
      (a, b) => a.start - b.start,
    );
    // Instructions are the same in most calls.
    if (known.size > 500) known.clear();
    known.set(text, marks);
    return marks;
  };
}

/** The part of a long text that has the first of what it is shown for. */
function excerptOf(text: string, marks: readonly Mark[], about: Mark | undefined): Pick<Example, "text" | "marks" | "cut"> {
  const first = about ?? marks[0];
  const start = text.length <= SHOWN ? 0 : Math.max(0, Math.min((first?.start ?? 0) - LEAD, text.length - SHOWN));
  const end = Math.min(text.length, start + SHOWN);
  return {
    text: text.slice(start, end),
    marks: marks.flatMap((mark) =>
      mark.start >= start && mark.end <= end ? [{ ...mark, start: mark.start - start, end: mark.end - start }] : [],
    ),
    cut: { before: start > 0, after: end < text.length },
  };
}

/**
 * Looks through recorded calls, newest first, for as long as one look may take, as the policy and its corrections are now.
 * Who may not analyse gets counts and no text.
 * @throws MinnowError `not_found`, `search_slow`
 */
export async function lookThrough(
  context: WorkspaceContext,
  asked: FindingsAsked,
  after: CallCursor | null,
  now: () => number = Date.now,
): Promise<FindingsPage> {
  const { workspaceId } = context;
  if (asked.graphId !== undefined) await findGraph(context, asked.graphId);
  const about: CallsAsked = {
    graphId: asked.graphId,
    nodeId: asked.nodeId,
    from: asked.from === undefined ? undefined : new Date(asked.from),
    to: asked.to === undefined ? undefined : new Date(asked.to),
  };
  const [{ redaction }, total] = await Promise.all([
    openCuration(context),
    after === null ? searching(context.db, (db) => countCalls({ db, workspaceId }, about, MOST_COUNTED)) : null,
  ]);
  const marksOf = markerOf(redaction);
  const nameOf = keyed(keyOf(workspaceId, "pseudonyms"));
  const sees = may(context.actor, "analyse");
  const tallies = new Map<FoundKind, Tally>();
  const tallyOf = (kind: FoundKind): Tally => {
    const tally = tallies.get(kind) ?? { there: new Set(), takenOut: new Set(), callsWith: 0, callsWithout: 0 };
    tallies.set(kind, tally);
    return tally;
  };
  const shown = new Map<string, number>();
  const examples = new Map<string, Omit<Example, "graph" | "node">>();
  let [calls, cursor, more] = [0, after, true];
  const until = now() + LOOK_MS;
  let breath = now() + BREATH_MS;

  while (more && calls < MOST_CALLS && now() < until) {
    const from = cursor;
    const page = await searching(context.db, (db) => pageOfBodies({ db, workspaceId }, about, from, READ));
    for (const call of page) {
      const inCall = new Set<string>();
      for (const { part, text } of textsOf(call)) {
        const marks = marksOf(text);
        for (const { kind, start, end, takenOut } of marks) {
          const tally = tallyOf(kind);
          const value = text.slice(start, end);
          const name = value.startsWith("<") ? value : nameOf(kind, value);
          (takenOut ? tally.takenOut : tally.there).add(name.slice(-9, -1));
          inCall.add(`${kind} ${takenOut}`);
        }
        if (sees && wants(asked.examples, marks) && !examples.has(text) && examples.size < EXAMPLES) {
          const about = marks.find(({ kind }) => kind === asked.examples || asked.examples === "any");
          const group = about === undefined ? "nothing" : `${about.kind} ${about.takenOut}`;
          if (asked.examples !== "any" || (shown.get(group) ?? 0) < EACH) {
            shown.set(group, (shown.get(group) ?? 0) + 1);
            const { id: callId, runId, activation, graphId, nodeId, startedAt } = call;
            const at = startedAt.toISOString();
            examples.set(text, { ...{ callId, runId, activation, graphId, nodeId, at, part }, ...excerptOf(text, marks, about) });
          }
        }
      }
      for (const one of inCall) {
        const [kind, takenOut] = one.split(" ");
        const tally = tallyOf(FoundKind.parse(kind));
        if (takenOut === "true") tally.callsWithout += 1;
        else tally.callsWith += 1;
      }
      calls += 1;
      cursor = { at: call.startedAt, id: call.id };
      if (now() >= breath) {
        await breathe();
        breath = now() + BREATH_MS;
      }
      if (now() >= until) break;
    }
    more = page.length === READ || (cursor !== null && page.at(-1)?.id !== cursor.id && page.length > 0);
  }
  const namesOf = await openNames(
    context,
    [...examples.values()].map(({ graphId }) => graphId),
  );
  return {
    ...{ calls, total },
    kinds: [...tallies].map(([kind, { there, takenOut, ...counts }]) => ({ kind, ...counts, there: [...there], takenOut: [...takenOut] })),
    examples: [...examples.values()].map((example) => ({ ...example, ...namesOf(example.graphId, example.nodeId) })),
    next: more && cursor !== null ? { at: cursor.at.toISOString(), id: cursor.id } : null,
  };
}

const wants = (examples: FindingsAsked["examples"], marks: readonly Mark[]): boolean =>
  examples === "nothing" ? marks.length === 0 : examples === "any" ? marks.length > 0 : marks.some(({ kind }) => kind === examples);
