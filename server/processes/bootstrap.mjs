// Runs under the system's Node (20 or newer) before anything is installed: only what Node brings, and no TypeScript.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { installedMatchesLock } from "./installed.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const parentCheckMs = 500;
const windows = process.platform === "win32";
const ownNode = join(root, "node_modules/node/bin", windows ? "node.exe" : "node");
const [command = "start", ...rest] = process.argv.slice(2);

if (Number(process.versions.node.split(".")[0]) < 20) {
  console.error(`\n  Minnow needs Node 20 or newer to start; this is ${process.version}. It brings the version it runs on itself.\n`);
  process.exit(1);
}

if (!installedMatchesLock(root) || !existsSync(ownNode)) await install();

const typescript = ["--conditions=react-server", "--import", "tsx"];
const program =
  command === "test" || command === "check"
    ? ["--import", "tsx", "tests/run.ts", ...(command === "check" ? ["fast"] : [])]
    : command === "minnow"
      ? [...typescript, "server/processes/cli.ts"]
      : command === "score"
        ? [...typescript, "server/processes/score/score.ts"]
        : [...typescript, "server/processes/supervisor.ts", command];
process.exitCode = await run(ownNode, [...program, ...rest], {
  ...process.env,
  // Whatever is started by name from here on is the same Node too.
  PATH: [dirname(ownNode), join(root, "node_modules/.bin"), process.env.PATH].join(delimiter),
});

async function install() {
  console.log("  Installing the packages of package-lock.json …");
  // Ours even where NODE_ENV=production would leave out what building and testing need.
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"];
  const npm = process.env.npm_execpath;
  const code = npm?.endsWith("js")
    ? await run(process.execPath, [npm, ...args], process.env)
    : await run(windows ? "npm.cmd" : "npm", args, process.env, windows);
  if (code === 0 && existsSync(ownNode)) return;
  console.error("\n  Installing the packages failed; npm says why above. Check the network (or npm's registry setting) and try again.\n");
  process.exit(code || 1);
}

/** Runs a program that shares our terminal, and passes signals on; it decides when to end. Gives its exit code. */
function run(file, args, env, shell = false) {
  return new Promise((resolve) => {
    // By the closing of the channel the program knows that we are gone.
    const channel = file === ownNode ? ["ipc"] : [];
    const child = spawn(file, args, { cwd: root, env, shell, stdio: ["inherit", "inherit", "inherit", ...channel] });
    const pass = (signal) => child.kill(signal);
    const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
    for (const signal of signals) process.on(signal, pass);
    // npm passes a SIGTERM on to its shell, which dies of it without telling us.
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      child.kill("SIGTERM");
    }, parentCheckMs);
    child.on("error", (error) => {
      console.error(`\n  ${file} could not be started: ${error.message}\n`);
      resolve(1);
    });
    child.on("exit", (code) => {
      clearInterval(watch);
      for (const signal of signals) process.off(signal, pass);
      resolve(code ?? 1);
    });
  });
}
