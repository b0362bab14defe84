import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";
import { embeddedUrl } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { buildWhenStale } from "./build";
import { dataFolder, secretOf } from "./dataFolder";
import { holderOf } from "./lock";
import { webPort } from "./ports";
import type { Product } from "./product";
import { supervise } from "./supervise";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/[/\\]$/, "");
const next = fileURLToPath(new URL("../../node_modules/next/dist/bin/next", import.meta.url));
const typescript = ["--conditions=react-server", "--import", "tsx"];
const folder = dataFolder(root);
const talkative = process.env.MINNOW_LOG === "verbose";

const settings = z
  .object({
    PORT: z.coerce.number().int().min(1).max(65_535).optional(),
    HOST: z.string().min(1).default("127.0.0.1"),
    DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
    MINNOW_URL: z.url({ protocol: /^https?$/ }).optional(),
  })
  .safeParse(Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== "")));

const say = (line: string) => console.log(`  ${line}`);

const commands: Record<string, () => Promise<void>> = {
  start: () => run("production"),
  dev: () => run("development"),
  migrate: async () => migrate(await databaseUrl()),
  link: async () => say(await signInLink(await runningEnvironment())),
  web: async () => {
    const { PORT, HOST } = environment();
    await migrate(await databaseUrl());
    await buildWhenStale(root, say);
    await become([next, "start", "-H", HOST, "-p", String(await webPort(PORT, HOST))]);
  },
  worker: async () => {
    await migrate(await databaseUrl());
    await become([...typescript, "server/worker.ts"]);
  },
};

try {
  const command = commands[process.argv[2] ?? "start"];
  if (!command) throw new Error(`Unknown command ${process.argv[2]}. There are: ${Object.keys(commands).join(", ")}.`);
  await command();
  process.exit();
} catch (error) {
  console.error(talkative || !(error instanceof Error) ? error : `\n  ${error.message}\n`);
  process.exit(1);
}

function environment() {
  if (!settings.success) throw new Error(`The environment is not right:\n${z.prettifyError(settings.error)}`);
  return settings.data;
}

async function run(mode: "production" | "development"): Promise<void> {
  const { PORT, HOST, DATABASE_URL, MINNOW_URL } = environment();
  say("Minnow is starting …");
  await supervise(
    {
      root,
      folder,
      mode,
      host: HOST,
      port: PORT,
      databaseUrl: DATABASE_URL,
      publicUrl: MINNOW_URL,
      web: ({ host, port }) => [next, mode === "production" ? "start" : "dev", "-H", host, "-p", String(port)],
      worker: [...typescript, "server/worker.ts"],
      prepare: async (signal) => {
        if (mode === "production") await buildWhenStale(root, say, signal);
      },
      say,
      printed: (name, line, stream) => {
        if (talkative || mode === "development" || stream === "error") console.log(`  ${name.padEnd(6)} │ ${line}`);
      },
    },
    greet,
  );
}

async function greet(product: Product): Promise<void> {
  const link = await signInLink(product.environment);
  console.log(
    [
      "",
      `  Minnow runs at ${product.url}`,
      "  Sign in with this link; it works once, within the hour:",
      "",
      `    ${link}`,
      "",
      "  Another link: npm run link.   Stop: Ctrl-C.",
      "",
    ].join("\n"),
  );
}

/** In a process of its own, so that the supervisor stays small and never holds the accounts' code. */
async function signInLink(env: NodeJS.ProcessEnv): Promise<string> {
  const script = fileURLToPath(new URL("printSignInLink.ts", import.meta.url));
  const { stdout } = await promisify(execFile)(process.execPath, [...typescript, script], { cwd: root, env });
  return stdout.trim();
}

/** The environment of the product that runs on our data folder, for a process beside it. */
async function runningEnvironment(): Promise<NodeJS.ProcessEnv> {
  const holder = await holderOf(folder);
  if (!holder?.url) throw new Error("Minnow is not running. Start it with npm start.");
  return { ...process.env, DATABASE_URL: await databaseUrl(), MINNOW_SECRET: await secretOf(folder), MINNOW_URL: holder.url };
}

async function databaseUrl(): Promise<string> {
  const url = environment().DATABASE_URL ?? (await embeddedUrl(folder));
  if (url === undefined) throw new Error("Set DATABASE_URL to a PostgreSQL server, or use npm start, which brings its own.");
  return url;
}

/** Runs one of the processes alone, as on a machine of its own: it has the terminal, and its end is ours. */
async function become(args: readonly string[]): Promise<void> {
  const { spawn } = await import("node:child_process");
  const env = {
    ...process.env,
    NODE_ENV: "production" as const,
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: await databaseUrl(),
    MINNOW_SECRET: await secretOf(folder),
  };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  process.exitCode = await new Promise<number>((resolve) => {
    child.on("exit", (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}
