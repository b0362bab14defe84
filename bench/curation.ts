import { parseArgs } from "node:util";
import { findPersonal } from "@/core/privacy/detect";
import { PersonalKind, structuredKinds } from "@/core/privacy/kinds";
import { type Item, itemsOf } from "./curation/items";

/**
 * How much of what is personal is found, and how much of what is found is personal, by kind, on texts made for it.
 * `npm run bench:curation -- [--items 6000] [--seed 1] [--missed 20] [--json]`; `--missed` prints so many of what was missed or found wrongly.
 */
const { values: options } = parseArgs({
  options: {
    items: { type: "string", default: "6000" },
    seed: { type: "string", default: "1" },
    missed: { type: "string", default: "0" },
    json: { type: "boolean", default: false },
  },
});
const items = itemsOf(Number(options.items), Number(options.seed));

type Place = Item["places"][number];
/** Of a place, what has to be covered for it to count as found. */
const COVERED = 0.8;
const overlap = (a: { start: number; end: number }, b: { start: number; end: number }): number =>
  Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
const covers = (found: { start: number; end: number }[], { start, end }: Place): boolean =>
  found.reduce((sum, one) => sum + overlap(one, { start, end }), 0) >= COVERED * (end - start);

const tally = new Map(PersonalKind.options.map((kind) => [kind, { there: 0, found: 0, hidden: 0, told: 0, right: 0 }]));
const slips: string[] = [];
const began = performance.now();
const read = items.map((item) => ({ item, found: findPersonal(item.text, PersonalKind.options) }));
const took = performance.now() - began;
for (const { item, found } of read) {
  for (const place of item.places) {
    const counts = tally.get(place.kind);
    if (counts === undefined) continue;
    counts.there += 1;
    if (
      covers(
        found.filter(({ kind }) => kind === place.kind),
        place,
      )
    )
      counts.found += 1;
    // Taken for another kind it doesn't get out either.
    if (covers(found, place)) counts.hidden += 1;
    else slips.push(`missed ${place.kind} “${item.text.slice(place.start, place.end)}” in “${item.text}”`);
  }
  for (const one of found) {
    const counts = one.kind === "own" ? undefined : tally.get(one.kind);
    if (counts === undefined) continue;
    counts.told += 1;
    if (item.places.some((place) => place.kind === one.kind && overlap(place, one) > 0)) counts.right += 1;
    else if (!item.places.some((place) => overlap(place, one) > 0))
      slips.push(`took “${item.text.slice(one.start, one.end)}” for ${one.kind} in “${item.text}”`);
  }
}
const percent = (part: number, whole: number): string => (whole === 0 ? "–" : ((100 * part) / whole).toFixed(1));
console.log(`${items.length} texts made up in 7 languages, JSON and log lines; ${((1_000 * took) / items.length).toFixed(0)} µs a text`);
console.log("kind         there   recall %   hidden %   precision %   must be");
for (const [kind, { there, found, hidden, told, right }] of tally) {
  const aim = (structuredKinds as readonly string[]).includes(kind) ? "recall ≥ 95" : "";
  console.log(
    `${kind.padEnd(12)} ${String(there).padStart(5)} ${percent(found, there).padStart(10)} ${percent(hidden, there).padStart(10)} ${percent(right, told).padStart(13)}   ${aim}`,
  );
}
for (const slip of slips.slice(0, Number(options.missed))) console.log(slip);
if (options.json)
  console.log(JSON.stringify({ items: items.length, microseconds: (1_000 * took) / items.length, kinds: Object.fromEntries(tally) }));
