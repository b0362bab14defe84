import { readFile } from "node:fs/promises";
import { CsvError, parse } from "csv-parse/sync";
import { z } from "zod";
import { Told } from "../told";

const Record = z.object({ record: z.record(z.string(), z.string()), info: z.object({ lines: z.number() }) });

/** What was recorded of one item; `confidence` only where the file has it. */
export type Outcome = { llm: number; slm: number; confidence: number | null };

const columns = ["subject", "item", "llm_correct", "slm_correct"] as const;

/** The outcomes of a file, by subject in the order of their first lines. Anything that can't be read says so with its line. */
export async function readOutcomes(path: string, needs: { confidence: boolean }): Promise<Map<string, Outcome[]>> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    throw new Told(error.code === "ENOENT" ? `${path}: there is no such file.` : `${path} can't be read: ${error.message}`);
  });
  const rows = rowsOf(path, text);
  const [first] = rows;
  if (first === undefined) throw new Told(`${path} has no items: a line with the names of the columns, then a line for each item.`);
  const wanted = [...columns, ...(needs.confidence ? ["confidence"] : [])];
  const missing = wanted.filter((column) => !(column in first.record));
  if (missing.length > 0)
    throw new Told(
      `${path} lacks the column ${missing.join(" and ")}; it has ${Object.keys(first.record).join(", ")}. Needed are ${wanted.join(", ")}.`,
    );

  const subjects = new Map<string, Outcome[]>();
  const seen = new Set<string>();
  let twice = 0;
  for (const { record, info } of rows) {
    const numberIn = (column: string): number => {
      const text = record[column]?.trim() ?? "";
      const number = text === "" ? Number.NaN : Number(text);
      if (number >= 0 && number <= 1) return number;
      throw new Told(`${path}, line ${info.lines}: ${column} is 0 or 1, or a score from 0 to 1, not “${text}”.`);
    };
    const subject = record.subject?.trim() ?? "";
    if (subject === "") throw new Told(`${path}, line ${info.lines}: the subject is missing.`);
    const key = JSON.stringify([subject, record.item]);
    if (seen.has(key)) twice++;
    seen.add(key);
    const outcomes = subjects.get(subject) ?? [];
    outcomes.push({
      llm: numberIn("llm_correct"),
      slm: numberIn("slm_correct"),
      confidence: needs.confidence ? numberIn("confidence") : null,
    });
    subjects.set(subject, outcomes);
  }
  if (twice > 0)
    console.error(`  ${path}: ${twice} lines have an item that came before in its subject; each is taken as an item of its own.`);
  return subjects;
}

function rowsOf(path: string, text: string) {
  try {
    const rows: unknown = parse(text, { bom: true, columns: true, info: true, skip_empty_lines: true, trim: true });
    return z.array(Record).parse(rows);
  } catch (error) {
    if (error instanceof CsvError) throw new Told(`${path} is no CSV file: ${error.message}`);
    throw error;
  }
}
