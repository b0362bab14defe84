import type { ScoreTotals, Share, SubjectScore } from "@/core/replacement/score";
import type { CascadeScore } from "@/core/replacement/scoreCascade";

/** Rows of text in columns: the first to the left, numbers to the right. */
function table(rows: readonly (readonly string[])[]): void {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const row of rows)
    console.log(
      `  ${row.map((cell, column) => (column < 1 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join("  ")}`,
    );
}

const points = (share: number) => (100 * share).toFixed(1);
const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
const shareText = ({ count, of }: Share) => (of === 0 ? "none" : `${count} of ${of} (${percent(count / of)})`);

export function printScores(scores: readonly SubjectScore[], totals: ScoreTotals, tolerance: number): void {
  const judged = scores.some(({ hindsight }) => hindsight !== null);
  table([
    ["subject", "decision", "items", "of", "loss", "from", "to", ...(judged ? ["unseen", "loss there", "held"] : []), "more items"],
    ...scores.map(({ subject, decision, items, available, estimate, low, high, hindsight, more }) => [
      subject,
      decision,
      String(items),
      String(available),
      points(estimate),
      points(low),
      points(high),
      ...(judged
        ? [
            String(hindsight?.items ?? 0),
            hindsight === null ? "" : points(hindsight.loss),
            hindsight === null ? "" : hindsight.held ? "yes" : "no",
          ]
        : []),
      more === null ? "" : `about ${more}`,
    ]),
  ]);
  const { subjects, recommended, kept, shownWorse, undecided, floor, power, powerAtBudget, meanItems, meanFixedSize, ratio } = totals;
  console.log(`
  Losses in points of a hundred, with one-sided bounds; the tolerance is ${points(tolerance)}.
  Recommended: ${recommended} of ${subjects}. Kept: ${kept}, of which ${shownWorse} are shown to lose more; the others look so, and more items could hardly have shown otherwise. Not enough evidence: ${undecided}.`);
  if (floor !== null && power !== null && powerAtBudget !== null)
    console.log(`  Floor held on the items never seen (sampling error allowed for): ${shareText(floor)} of the recommended.
  Power: ${shareText(power)} of those that lose at most half the tolerance there; with the whole budget at hand ${shareText(powerAtBudget)}.`);
  console.log(
    `  Items used: ${meanItems.toFixed(1)} on average, ${ratio.toFixed(2)} times those of a test of fixed size with the same errors (${meanFixedSize.toFixed(1)}; alpha at the tolerance, power 90 % at half of it, at most what may be looked at).`,
  );
}

export function printCascades(
  scores: readonly CascadeScore[],
  { risk, delta, resamplings }: { risk: number; delta: number; resamplings: number },
): void {
  const judged = scores.some(({ hindsight }) => hindsight !== null);
  table([
    ["subject", "threshold", "items", "errors", "to the LLM", ...(judged ? ["unseen", "risk there", "to the LLM", "exceeded"] : [])],
    ...scores.map(({ subject, threshold, items, errors, escalated, hindsight, exceeded }) => [
      subject,
      threshold === null ? "none" : threshold.toFixed(3),
      String(items),
      String(errors),
      percent(escalated),
      ...(judged
        ? hindsight === null
          ? ["", "", "", ""]
          : [String(hindsight.items), percent(hindsight.risk), percent(hindsight.escalated), `${exceeded} of ${resamplings}`]
        : []),
    ]),
  ]);
  console.log(`
  An answer at least as sure as the threshold is taken. With probability ${percent(1 - delta)} at most ${percent(risk)} of ${judged ? "the items held out" : "all calls"} are taken and wrong.`);
}
