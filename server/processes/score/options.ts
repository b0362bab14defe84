import { parseArgs } from "node:util";
import { z } from "zod";
import { Told } from "../told";

const usage = `
  npm run score -- FILE.csv [--tolerance 0.02] [--alpha 0.05] [--budget 600] [--holdout 0.5] [--seed 1] [--json]
  npm run score -- FILE.csv --cascade [--risk 0.05] [--delta 0.1] [--budget 600] [--holdout 0.5] [--resamplings 200] [--seed 1] [--json]

  Takes each subject of the file as a node of an agent and decides, from as few items as it needs, whether its SLM may take the LLM's place.
  The file has the columns subject, item, llm_correct and slm_correct (0 or 1, or scores from 0 to 1) and, for --cascade, confidence (0 to 1).

    --tolerance    the mean loss per item that is not accepted any more: 0.02 is two points of a hundred
    --alpha        how likely an SLM that loses that much may be recommended all the same, at most
    --budget       items that may be looked at per subject
    --holdout      the share of the items that no decision sees, to judge the decisions by; none when left out
    --seed         another number draws the items in another order
    --json         one JSON object instead of tables
    --cascade      finds how sure the SLM must be for its answer to be taken, instead of asking the LLM
    --risk         how often, of all calls, an answer may be taken and wrong (with --holdout: of the items held out)
    --delta        how likely that is exceeded, at most
    --resamplings  repeats this with other orders of the items, and counts how often the risk on the items held out was too high
`;

const numberThat = (holds: (number: number) => boolean, says: string) =>
  z.string().transform((text, context) => {
    const number = text.trim() === "" ? Number.NaN : Number(text);
    if (holds(number)) return number;
    context.addIssue({ code: "custom", message: `${says}, not “${text}”` });
    return z.NEVER;
  });
const between = (low: number, high: number, says: string) => numberThat((number) => number > low && number < high, says);
const shareOrNone = (says: string) => numberThat((number) => number >= 0 && number < 1, says);
const whole = (least: number, says: string) => numberThat((number) => Number.isSafeInteger(number) && number >= least, says);

const Options = z.object({
  tolerance: shareOrNone("is a share from 0 to below 1, such as 0.02"),
  alpha: between(0, 0.5, "is a probability between 0 and 0.5, such as 0.05"),
  budget: whole(1, "is a number of items, at least 1"),
  holdout: shareOrNone("is a share from 0 to below 1, such as 0.5"),
  seed: whole(Number.MIN_SAFE_INTEGER, "is a whole number"),
  json: z.boolean(),
  cascade: z.boolean(),
  risk: between(0, 1, "is a share between 0 and 1, such as 0.05"),
  delta: between(0, 1, "is a probability between 0 and 1, such as 0.1"),
  resamplings: whole(1, "is a number of repetitions, at least 1"),
});
export type Options = z.infer<typeof Options>;

/** What was asked for; null when it is how to ask. */
export function readArguments(): { file: string; options: Options } | null {
  const { values, positionals } = parsed();
  if (values.help) {
    console.log(usage);
    return null;
  }
  const [file, ...others] = positionals;
  if (file === undefined) throw new Told(`Which file is to be scored?\n${usage}`);
  if (others.length > 0) throw new Told(`One file at a time, not ${positionals.join(" and ")}.`);
  const options = Options.safeParse(values);
  if (options.success) return { file, options: options.data };
  const [issue] = options.error.issues;
  throw new Told(`--${issue?.path.join(".")} ${issue?.message}`);
}

function parsed() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        tolerance: { type: "string", default: "0.02" },
        alpha: { type: "string", default: "0.05" },
        budget: { type: "string", default: "600" },
        holdout: { type: "string", default: "0" },
        seed: { type: "string", default: "1" },
        json: { type: "boolean", default: false },
        cascade: { type: "boolean", default: false },
        risk: { type: "string", default: "0.05" },
        delta: { type: "string", default: "0.1" },
        resamplings: { type: "string", default: "1" },
        help: { type: "boolean", short: "h", default: false },
      },
    });
  } catch (error) {
    throw new Told(error instanceof Error ? error.message : String(error));
  }
}
