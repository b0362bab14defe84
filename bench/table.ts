/** Figures side by side: one line per work, one column per engine, and how many times as much the others need. */
export const peers = ["langgraph", "rivet", "mastra"] as const;
export type Peer = (typeof peers)[number];
export type Engine = "minnow" | Peer;

/** What each engine needed, in `unit`; an engine that can't express the work has no figure. */
export type Figure = { work: string; unit: string; minnow: number; aim?: string } & Partial<Record<Peer, number>>;

const names: Record<Engine, string> = { minnow: "Minnow", langgraph: "LangGraph", rivet: "Rivet", mastra: "Mastra" };

export const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(3));

const line = (work: string, minnow: string, unit: string, others: string[], aim: string): string =>
  `${work.padEnd(58)} ${minnow.padStart(9)} ${unit.padEnd(8)} ${others.map((cell) => cell.padStart(19)).join("")}  ${aim}`;

/** A peer's figure, and how many times better ours is. */
function cell(figure: Figure, peer: Peer): string {
  const theirs = figure[peer];
  if (theirs === undefined) return "-";
  const ratio = isRate(figure) ? figure.minnow / theirs : theirs / figure.minnow;
  return `${digits(theirs)} (${digits(ratio)} ×)`;
}

/** Of a rate, more is better. */
const isRate = ({ unit }: Figure): boolean => unit.endsWith("/s");

export const print = (figure: Figure): void =>
  console.log(
    line(
      figure.work,
      digits(figure.minnow),
      figure.unit,
      peers.map((peer) => cell(figure, peer)),
      figure.aim ?? "",
    ),
  );

export const head = (): void =>
  console.log(
    line(
      "",
      names.minnow,
      "",
      peers.map((peer) => names[peer]),
      "must be",
    ),
  );
