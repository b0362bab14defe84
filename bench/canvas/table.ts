import { median } from "../table";

/** What Minnow's editor needed beside the bare page; a figure without a peer stands alone. */
export type Figure = { work: string; nodes: number; unit: string; minnow: number; bare?: number; ratio?: number; aim?: string };

const digits = (value: number): string => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

export function print({ work, nodes, unit, minnow, bare, ratio, aim = "" }: Figure): void {
  const cells = [bare === undefined ? "" : digits(bare), ratio === undefined ? "" : `${digits(ratio)} ×`];
  const [theirs = "", times = ""] = cells;
  console.log(
    `${String(nodes).padStart(5)}  ${work.padEnd(46)} ${digits(minnow).padStart(8)} ${unit.padEnd(7)} ${theirs.padStart(8)} ${times.padStart(8)}  ${aim}`,
  );
}

export const head = (): void =>
  console.log(`nodes  ${"".padEnd(46)} ${"Minnow".padStart(8)} ${"".padEnd(7)} ${"bare".padStart(8)} ${"ratio".padStart(8)}  must be`);

/** Medians over the rounds, and the ratio of the medians unless it would be one to nothing. */
export function beside(minnow: number[], bare: number[]): Pick<Figure, "minnow" | "bare" | "ratio"> {
  const [ours, theirs] = [median(minnow), median(bare)];
  return { minnow: ours, bare: theirs, ...(theirs !== 0 && { ratio: ours / theirs }) };
}
