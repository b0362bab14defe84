import type { Json } from "@/core/graph/json";
import { seededRandom } from "@/core/statistics/random";
import { documentKinds, documentLines, documentValues } from "./documents";
import { chineseRemarks, chineseTopics, chineseValues, tongueTasks, tongueValues } from "./languages";
import { officeTasks, requestValues, toolRequests } from "./requests";
import { type Speaker, speakerOf } from "./say";
import { shopValues, supportRemarks, supportTopics } from "./support";
import { bankTopics, bankValues, clauses, eventKinds, eventValues, helpDesk, helpDeskValues } from "./unseen";

/** A call with the task it was made for; null for a call that was made for none of them. */
export type LabelledCall = { id: string; variables: { [name: string]: Json }; response: Json; outputText: string; task: string | null };

export type Mix = {
  name: string;
  /** Was it looked at while clustering was made, or only measured at the end? */
  kept: boolean;
  tasks: number;
  calls(count: number, seed: number): LabelledCall[];
};

type Answer = Pick<LabelledCall, "response" | "outputText">;
type Kind = {
  topics: Record<string, readonly string[]>;
  remarks: readonly string[];
  values: Record<string, readonly string[]>;
  /** Sentences of the topic, and of those that any may have, at most. */
  sentences: [number, number];
  joined: string;
  variable: string;
  answer(topic: string, speaker: Speaker): Answer;
  /** Share of the second largest topic in the largest, to this power of its rank. */
  unequal: number;
  noise: number;
};

const told = (outputText: string): Answer => ({ outputText, response: { text: outputText } });
const asJson = (value: Json): Answer => told(JSON.stringify(value));
const asTool = (name: string, given: Json): Answer => ({ outputText: "", response: { toolCalls: [{ id: "1", name, arguments: given }] } });

const freely = (_: string, speaker: Speaker): Answer =>
  told(
    speaker.say(
      "[Thank you for writing|We are sorry to hear that|Of course], [we look into it|we will come back to you|this is done] (<code>).",
    ),
  );

const [BEGINNINGS, MIDDLES, ENDS] = [
  "b c d f g h j k l m n p r s t v w z br dr fl gr kl pr st tr".split(" "),
  [..."aeiouyäöü"],
  ["", "", ..."nrslkmtp"],
];

/** What belongs to nothing: made-up words, or keys pressed at random. */
function nonsense(speaker: Speaker): string {
  const word = () =>
    Array.from({ length: 2 + speaker.int(3) }, () => [BEGINNINGS, MIDDLES, ENDS].map((part) => speaker.pick(part ?? [])).join("")).join("");
  return speaker.chance(0.3)
    ? Array.from({ length: 12 + speaker.int(60) }, () => speaker.pick([..."qwxzjkvbp0123456789%$#"])).join("")
    : Array.from({ length: 4 + speaker.int(20) }, word).join(" ");
}

function mixOf(name: string, kept: boolean, kind: Kind): Mix {
  const topics = Object.keys(kind.topics);
  const shares = topics.map((_, rank) => 1 / (rank + 1) ** kind.unequal);
  const whole = shares.reduce((sum, share) => sum + share, 0);
  return {
    name,
    kept,
    tasks: topics.length,
    calls(count, seed) {
      const random = seededRandom(seed);
      const speaker = speakerOf(random, kind.values);
      return Array.from({ length: count }, (_, index): LabelledCall => {
        const id = `${name}-${seed}-${index}`;
        if (speaker.chance(kind.noise))
          return { id, variables: { [kind.variable]: nonsense(speaker) }, task: null, ...freely("", speaker) };
        let left = random() * whole;
        const at = shares.findIndex((share) => {
          left -= share;
          return left <= 0;
        });
        const topic = topics[Math.max(0, at)] as string;
        const [own, common] = kind.sentences;
        const lines = speaker.shuffle([
          ...speaker.shuffle(kind.topics[topic] ?? []).slice(0, 1 + speaker.int(own)),
          ...speaker.shuffle(kind.remarks).slice(0, speaker.int(common + 1)),
        ]);
        return {
          id,
          variables: { [kind.variable]: lines.map((line) => speaker.say(line)).join(kind.joined) },
          task: topic,
          ...kind.answer(topic, speaker),
        };
      });
    },
  };
}

const only = <T>(record: Record<string, T>, ...names: string[]): Record<string, T> =>
  Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name)));

const support = {
  remarks: supportRemarks,
  values: shopValues,
  joined: " ",
  variable: "message",
  unequal: 0.8,
  noise: 0.03,
  answer: freely,
};

export const mixes: readonly Mix[] = [
  mixOf("support, 8 topics", false, { ...support, topics: supportTopics, sentences: [3, 3] }),
  mixOf("one task", false, { ...support, topics: only(supportTopics, "delivery"), sentences: [3, 3] }),
  mixOf("documents, 6 kinds", false, {
    topics: documentKinds,
    remarks: documentLines,
    values: documentValues,
    ...{ sentences: [4, 3], joined: "\n", variable: "document", unequal: 0.6, noise: 0.03 },
    answer: (_, speaker) => asJson({ title: speaker.say("<code>"), date: speaker.say("<date>"), parties: [speaker.say("<firm>")] }),
  }),
  mixOf("tools, 6", false, {
    topics: toolRequests,
    remarks: ["[Please|Thanks]", "[Quickly|Today] if you can"],
    values: requestValues,
    ...{ sentences: [2, 1], joined: ". ", variable: "request", unequal: 0.5, noise: 0.03 },
    answer: (topic, speaker) => asTool(topic, { query: speaker.say("<code>") }),
  }),
  mixOf("labels, 4, with a judgement beside", false, {
    ...support,
    topics: only(supportTopics, "invoice", "broken", "stock", "discount"),
    sentences: [2, 3],
    answer: (topic, speaker) =>
      asJson({ topic, urgent: speaker.chance(0.3), summary: speaker.say("<name> [asks|writes] about <product>") }),
  }),
  mixOf("office work, 10 tasks", true, {
    topics: officeTasks,
    remarks: ["[Here is the text|Text]:", "[Keep it short|Be precise].", "For <name>."],
    values: requestValues,
    ...{ sentences: [4, 2], joined: "\n", variable: "input", unequal: 1, noise: 0.05 },
    answer: freely,
  }),
  mixOf("Chinese support, 5 topics", false, {
    topics: chineseTopics,
    remarks: chineseRemarks,
    values: chineseValues,
    ...{ sentences: [3, 3], joined: "", variable: "message", unequal: 0.7, noise: 0.03, answer: freely },
  }),
  mixOf("seven languages and tasks", true, {
    topics: tongueTasks,
    remarks: ["<name>", "<code>"],
    values: tongueValues,
    ...{ sentences: [3, 1], joined: " ", variable: "question", unequal: 0.7, noise: 0.04, answer: freely },
  }),
  mixOf("twelve tasks of three nodes", false, {
    topics: {
      ...only(supportTopics, "refund", "subscription", "account", "stock"),
      ...only(documentKinds, "laboratory", "lease", "vacancy", "itinerary"),
      ...only(officeTasks, "sql", "logs", "recipe", "football"),
    },
    remarks: [...supportRemarks.slice(0, 4), ...documentLines.slice(0, 4)],
    values: { ...requestValues, ...documentValues, ...shopValues },
    ...{ sentences: [3, 2], joined: "\n", variable: "text", unequal: 0.6, noise: 0.04, answer: freely },
  }),
  mixOf("another single task", false, {
    topics: only(officeTasks, "review"),
    remarks: [],
    values: requestValues,
    ...{ sentences: [4, 0], joined: " ", variable: "text", unequal: 1, noise: 0.02 },
    answer: (_, speaker) => told(speaker.pick(["positive", "negative", "mixed"])),
  }),
  mixOf("two tasks, one of them rare", false, {
    ...support,
    topics: { ...only(supportTopics, "account"), ...only(officeTasks, "contract") },
    values: { ...requestValues, ...shopValues },
    ...{ sentences: [3, 1], unequal: 3 },
  }),
  mixOf("a bank in French, 5 topics", true, {
    topics: bankTopics,
    remarks: [
      "Bonjour,",
      "[Merci|Merci d'avance|Cordialement].",
      "Mon numéro de client est le <code>.",
      "[C'est urgent|Je suis pressé].",
      "<name>",
    ],
    values: bankValues,
    ...{ sentences: [3, 3], joined: " ", variable: "message", unequal: 0.8, noise: 0.04, answer: freely },
  }),
  mixOf("events as JSON, 6 kinds", true, {
    topics: eventKinds,
    remarks: ['"source": "[api|web|mobile]"', '"region": "<city>"', '"trace": "<code>"', '"actor": "<name>"'],
    values: eventValues,
    ...{ sentences: [3, 3], joined: ", ", variable: "event", unequal: 0.5, noise: 0.03 },
    answer: (_, speaker) => asJson({ severity: speaker.pick(["low", "medium", "high"]), note: speaker.say("<code>") }),
  }),
  mixOf("a single task with yes or no", false, {
    topics: { clauses },
    remarks: ["[Section|Clause] <small>."],
    values: requestValues,
    ...{ sentences: [3, 1], joined: " ", variable: "clause", unequal: 1, noise: 0.02 },
    answer: (_, speaker) => told(speaker.pick(["yes", "no", "no"])),
  }),
  mixOf("help desk, 14 topics", true, {
    topics: helpDesk,
    remarks: [
      "[Hi|Hello] team,",
      "My [laptop|machine] is <code>.",
      "I work in <city>.",
      "[Thanks|Cheers], <name>",
      "[Urgent|Not urgent|Today please].",
    ],
    values: helpDeskValues,
    ...{ sentences: [3, 2], joined: " ", variable: "ticket", unequal: 0.7, noise: 0.04, answer: freely },
  }),
];
