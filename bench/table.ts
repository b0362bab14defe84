/** Figures side by side: one line per work, one column per engine, and how many times as much the others need. */
export type Figure = {
  work: string;
  unit: string;
  minnow: number;
  langgraph: number | null;
  aim?: string /** More is better. */;
  rate?: boolean;
};

export const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(3));

export function print({ work, unit, minnow, langgraph, aim = "", rate = false }: Figure): void {
  const ratio = langgraph === null ? "" : `${digits(rate ? minnow / langgraph : langgraph / minnow)} ×`;
  const cells = [
    work.padEnd(58),
    digits(minnow).padStart(10),
    (langgraph === null ? "-" : digits(langgraph)).padStart(12),
    unit.padEnd(8),
    ratio.padStart(10),
  ];
  console.log(`${cells.join(" ")}  ${aim}`);
}

export const head = () =>
  console.log(`${"".padEnd(58)} ${"Minnow".padStart(10)} ${"LangGraph".padStart(12)} ${"".padEnd(8)} ${"ratio".padStart(10)}  must be`);
