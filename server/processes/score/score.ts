import { scoreSubjects, totalsOf } from "@/core/replacement/score";
import { scoreCascades } from "@/core/replacement/scoreCascade";
import { command, Told } from "../told";
import { type Options, readArguments } from "./options";
import { printCascades, printScores } from "./print";
import { type Outcome, readOutcomes } from "./readOutcomes";

/** `npm run score -- FILE.csv`: the decision procedure on recorded outcomes of two models. */

type Subjects = ReadonlyMap<string, readonly Outcome[]>;

const at = (outcomes: readonly Outcome[], item: number): Outcome => {
  const outcome = outcomes[item];
  if (outcome === undefined) throw new RangeError(`there is no item ${item}`);
  return outcome;
};

function replacements(subjects: Subjects, options: Options): void {
  const scores = scoreSubjects(
    [...subjects].map(([name, outcomes]) => ({
      name,
      items: outcomes.length,
      lossOf: (item) => at(outcomes, item).llm - at(outcomes, item).slm,
    })),
    options,
  );
  const totals = totalsOf(scores, options);
  if (options.json) {
    const { tolerance, alpha, budget, holdout, seed } = options;
    console.log(JSON.stringify({ plan: { tolerance, alpha, budget, holdout, seed }, subjects: scores, totals }));
  } else printScores(scores, totals, options.tolerance);
}

function cascades(path: string, subjects: Subjects, options: Options): void {
  for (const [name, outcomes] of subjects)
    if (outcomes.some(({ slm }) => slm !== 0 && slm !== 1))
      throw new Told(`${path}: errors are counted for a cascade, so slm_correct must be 0 or 1; ${name} has scores between.`);
  const scores = scoreCascades(
    [...subjects].map(([name, outcomes]) => ({
      name,
      items: outcomes.length,
      callOf: (item) => ({ confidence: at(outcomes, item).confidence ?? 0, correct: at(outcomes, item).slm === 1 }),
    })),
    options,
  );
  const { risk, delta, budget, holdout, seed, resamplings } = options;
  const plan = { risk, delta, budget, holdout, seed, resamplings };
  if (options.json) console.log(JSON.stringify({ plan, subjects: scores }));
  else printCascades(scores, options);
}

await command(async () => {
  const asked = readArguments();
  if (asked === null) return 0;
  const { file, options } = asked;
  const subjects = await readOutcomes(file, { confidence: options.cascade });
  if (options.cascade) cascades(file, subjects, options);
  else replacements(subjects, options);
  return 0;
});
