import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { findChromium, waysToInstallChromium } from "./helpers/chromium";

/**
 * Everything `npm test` checks, or with "fast" what `npm run check` does: format and lint, types, and the tests that need neither
 * database nor browser. The last line printed is "N passed, N failed".
 */
const fast = process.argv.includes("fast");
const root = fileURLToPath(new URL("..", import.meta.url));
const bin = (path: string) => join(root, "node_modules", path);
const vitest = bin("vitest/vitest.mjs");
const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  testResults: z.array(z.object({ status: z.string(), assertionResults: z.array(z.unknown()) })),
});

type Tally = { passed: number; failed: number };

const env = ownEnvironment();
const tallies: Tally[] = [];

tallies.push(
  await check("Format and lint", process.execPath, [bin("@biomejs/biome/bin/biome"), "ci", "--error-on-warnings", "--colors=off"]),
);
// Routes' types come from the routes, so they are made first.
tallies.push(await check("Route types", process.execPath, [bin("next/dist/bin/next"), "typegen"]));
tallies.push(await check("Types", process.execPath, [bin("typescript/bin/tsc"), "--noEmit"]));
tallies.push(await tests(fast ? ["unit"] : ["unit", "integration"]));
if (!fast) tallies.push((await haveChromium()) ? await tests(["e2e"]) : { passed: 0, failed: 1 });

const passed = tallies.reduce((sum, tally) => sum + tally.passed, 0);
const failed = tallies.reduce((sum, tally) => sum + tally.failed, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);

/** One check that either holds or doesn't; says nothing more when it holds. */
async function check(title: string, file: string, args: readonly string[]): Promise<Tally> {
  const began = performance.now();
  const { code, output } = await run(file, args, "quiet");
  console.log(`${code === 0 ? "✓" : "✗"} ${title} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  if (code !== 0) console.log(output);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function tests(projects: readonly string[]): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), "minnow-report-"));
  const report = join(folder, "report.json");
  try {
    const selected = projects.flatMap((project) => ["--project", project]);
    const args = [vitest, "run", ...selected, "--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
    const { code } = await run(process.execPath, args, "shown");
    return tallyOf(await readFile(report, "utf8").catch(() => undefined), code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A file that can't be loaded, or a set-up that fails, holds no tests and still counts as one failure. */
function tallyOf(text: string | undefined, code: number): Tally {
  if (text === undefined) return { passed: 0, failed: 1 };
  const report = reportSchema.parse(JSON.parse(text));
  const unloadable = report.testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
  const failed = report.numFailedTests + unloadable;
  return { passed: report.numPassedTests, failed: code !== 0 && failed === 0 ? 1 : failed };
}

async function haveChromium(): Promise<boolean> {
  for (const { file, args } of findChromium() ? [] : waysToInstallChromium()) {
    console.log("Installing a Chromium for the end-to-end tests …");
    const { code, output } = await run(file, args, "quiet");
    if (findChromium()) return true;
    console.log(`${args.join(" ")} ended with code ${code}:\n${output}`);
  }
  return findChromium() !== undefined;
}

function run(file: string, args: readonly string[], output: "quiet" | "shown"): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      cwd: root,
      env,
      stdio: ["ignore", ...(output === "quiet" ? (["pipe", "pipe"] as const) : (["inherit", "inherit"] as const))],
    });
    let text = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (text += chunk.toString()));
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1, output: text.trim() }));
  });
}

/** Without what a person has set for their own Minnow: their database, keys and ports are none of the tests' business. */
function ownEnvironment(): NodeJS.ProcessEnv {
  const personal = /^(PORT|HOST|DATABASE_URL|NODE_ENV|NODE_OPTIONS|OPENAI_.*|OLLAMA_.*|MINNOW_(?!BUILD_DIR$).*)$/;
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => !personal.test(name))),
    NODE_ENV: "test",
    NEXT_TELEMETRY_DISABLED: "1",
    TZ: "UTC",
  };
}
