import { type DecisionDesign, type DecisionState, stateOf } from "@/core/replacement/decision";
import type { Losses } from "@/core/replacement/losses";

/**
 * How likely calls that are right or wrong lead to a decision, summed over all that may come (up to some 1e-9): each call is lost by the
 * candidate alone with probability (discordant + loss) / 2, by the present model alone with (discordant - loss) / 2.
 */
export function chanceOf(state: DecisionState, design: DecisionDesign, { discordant, loss }: { discordant: number; loss: number }): number {
  const [worse, better] = [(discordant + loss) / 2, (discordant - loss) / 2];
  const [wide, high] = [reach(design.most, worse), reach(design.most, better)];
  const looks = new Set(design.looks.map(({ calls }) => calls));
  // Probability of so many losses (rows) and gains (columns) among calls that have led to no decision of this kind yet.
  const going = new Float64Array((wide + 1) * (high + 1));
  going[0] = 1;
  let decided = 0;
  for (let calls = 1; calls <= design.most; calls++) {
    for (let lost = Math.min(wide, calls); lost >= 0; lost--)
      for (let won = Math.min(high, calls); won >= 0; won--) {
        const at = lost * (high + 1) + won;
        const fromLoss = lost > 0 ? (going[at - high - 1] ?? 0) * worse : 0;
        const fromGain = won > 0 ? (going[at - 1] ?? 0) * better : 0;
        going[at] = (going[at] ?? 0) * (1 - discordant) + fromLoss + fromGain;
      }
    if (!looks.has(calls)) continue;
    for (let lost = 0; lost <= Math.min(wide, calls); lost++)
      for (let won = 0; won <= Math.min(high, calls - lost); won++) {
        const at = lost * (high + 1) + won;
        const chance = going[at] ?? 0;
        if (chance < 1e-12 || stateOf(design, lossesOf(calls, lost, won)) !== state) continue;
        decided += chance;
        going[at] = 0;
      }
  }
  return decided;
}

const reach = (calls: number, share: number) => Math.min(calls, Math.ceil(calls * share + 7 * Math.sqrt(calls * share * (1 - share)) + 3));

export function lossesOf(calls: number, lost: number, won: number): Losses {
  const counts: Losses = [
    [0, calls - lost - won],
    [1, lost],
    [-1, won],
  ];
  return counts.filter(([, count]) => count > 0);
}
