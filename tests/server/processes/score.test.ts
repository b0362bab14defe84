import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { seededRandom } from "@/core/statistics/random";

const root = resolve(import.meta.dirname, "../../..");
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "minnow-score-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Ended = { code: number; said: string; complained: string };

/** `npm run score` without npm. */
async function score(text: string | null, ...options: string[]): Promise<Ended> {
  const file = join(folder, "outcomes.csv");
  if (text !== null) await writeFile(file, text);
  const args = [
    "--conditions=react-server",
    "--import",
    "tsx",
    "server/processes/score/score.ts",
    ...(text === null ? [] : [file]),
    ...options,
  ];
  return new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: root }, (error, said, complained) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, said, complained }),
    );
  });
}

const random = seededRandom(1);
const lines = ["good", "bad"].flatMap((subject) =>
  Array.from({ length: 400 }, (_, item) => {
    const slm = random() < (subject === "good" ? 0.97 : 0.5) ? 1 : 0;
    return `${subject},${item},1,${slm},${(0.5 + 0.5 * slm * random()).toFixed(3)}`;
  }),
);
const csv = ["subject,item,llm_correct,slm_correct,confidence", ...lines].join("\r\n");

const Told = z.object({
  plan: z.object({ tolerance: z.number(), budget: z.number() }),
  subjects: z.array(z.object({ subject: z.string(), decision: z.string(), items: z.number(), low: z.number(), high: z.number() })),
  totals: z.object({ recommended: z.number(), floor: z.object({ count: z.number(), of: z.number() }), ratio: z.number() }),
});

describe("npm run score", () => {
  it("prints each subject's decision and what they add up to", async () => {
    const { code, said } = await score(csv, "--tolerance", "0.1", "--holdout", "0.5");
    expect(code).toBe(0);
    expect(said).toMatch(/good\s+replace/);
    expect(said).toMatch(/bad\s+keep/);
    expect(said).toContain("Recommended: 1 of 2.");
    expect(said).toContain("1 of 1 (100.0 %) of the recommended");
  });

  it("says the same as JSON, and the same again", async () => {
    const [one, other] = await Promise.all([1, 2].map(() => score(csv, "--tolerance", "0.1", "--holdout", "0.5", "--json")));
    expect(one?.said).toBe(other?.said);
    const told = Told.parse(JSON.parse(one?.said ?? ""));
    expect(told.plan).toMatchObject({ tolerance: 0.1, budget: 600 });
    expect(told.totals).toMatchObject({ recommended: 1, floor: { count: 1, of: 1 } });
    for (const { low, high } of told.subjects) expect(low).toBeLessThan(high);
  });

  it("finds a cascade's threshold where the file says how sure the SLM was", async () => {
    const { code, said } = await score(csv, "--cascade", "--risk", "0.05", "--delta", "0.1", "--holdout", "0.5", "--resamplings", "20");
    expect(code).toBe(0);
    expect(said).toMatch(/good\s+0\.\d{3}/);
    expect(said).toMatch(/\d+ of 20/);
  });

  it("says what is wrong with a file or an option, and where", async () => {
    const head = "subject,item,llm_correct,slm_correct";
    const wrong = await Promise.all([
      score(null),
      score(null, join(folder, "nowhere.csv")),
      score(null, "--tolerance", "2", "x.csv"),
      score(null, "--colour", "x.csv"),
    ]);
    expect(wrong.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    expect(wrong.map(({ complained }) => complained)).toEqual([
      expect.stringContaining("Which file is to be scored?"),
      expect.stringContaining("there is no such file"),
      expect.stringContaining("--tolerance is a share from 0 to below 1, such as 0.02, not “2”"),
      expect.stringContaining("--colour"),
    ]);
    const texts = [
      [head, "has no items"],
      ["subject,item,llm_correct\na,1,1", "lacks the column slm_correct; it has subject, item, llm_correct"],
      [`${head}\na,1,1,0\na,2,1,yes`, "line 3: slm_correct is 0 or 1, or a score from 0 to 1, not “yes”"],
      [`${head}\n,1,1,0`, "line 2: the subject is missing"],
      [`${head}\na,1,1`, "is no CSV file"],
    ] as const;
    for (const [text, says] of texts) {
      const { code, complained } = await score(text);
      expect(complained).toContain(says);
      expect(code).toBe(2);
    }
    const cascade = await score(csv.replaceAll("confidence", "sure"), "--cascade");
    expect(cascade.complained).toContain("lacks the column confidence");
  });
});
