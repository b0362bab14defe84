import { spawn } from "node:child_process";
import { z } from "zod";
import { embeddedUrl } from "@/db/embedded";
import { migrate } from "@/db/migrate";
import { buildWhenStale } from "./build";
import { nextCommand, root, workerCommand } from "./commands";
import { dataFolder, makeDataFolder, secretOf } from "./dataFolder";
import { holderOf } from "./lock";
import { webPort } from "./ports";
import type { Product } from "./product";
import { runRecount } from "./recount";
import { signInLink } from "./signIn";
import { supervise } from "./supervise";

const settingsSchema = z.object({
  PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  HOST: z.string().default("127.0.0.1"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  MINNOW_URL: z.url({ protocol: /^https?$/ }).optional(),
});

const folder = dataFolder(root);
const talkative = process.env.MINNOW_LOG === "verbose";
const say = (line: string) => console.log(`  ${line}`);

const commands: Record<string, () => Promise<void>> = {
  start: () => runProduct("production"),
  dev: () => runProduct("development"),
  link: async () => say(await signInLink(await runningEnvironment())),
  recount: async () => runRecount({ ...process.env, DATABASE_URL: await databaseUrl() }),
  migrate: async () => migrate(await databaseUrl()),
  web: async () => {
    const { PORT, HOST } = settings();
    const port = await webPort(PORT, HOST);
    await buildWhenStale(root, say);
    await become(nextCommand("start", { host: HOST, port }), port);
  },
  worker: () => become(workerCommand),
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

/** An empty variable counts as not set. */
function settings(): z.infer<typeof settingsSchema> {
  const given = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const parsed = settingsSchema.safeParse(given);
  if (!parsed.success) throw new Error(`The environment is not right:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

async function runProduct(mode: "production" | "development"): Promise<void> {
  const { PORT, HOST, DATABASE_URL, MINNOW_URL } = settings();
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
      web: (address) => nextCommand(mode === "production" ? "start" : "dev", address),
      worker: workerCommand,
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
  console.log(`
  Minnow runs at ${product.url}
  Sign in with this link; it works once, within the hour:

    ${await signInLink(product.environment)}

  Another link: npm run link.  Stop: Ctrl-C.
`);
}

/** The environment of the product that runs on our data folder, for a process beside it. */
async function runningEnvironment(): Promise<NodeJS.ProcessEnv> {
  const holder = await holderOf(folder);
  if (!holder?.url) throw new Error("Minnow is not running. Start it with npm start.");
  return { ...process.env, DATABASE_URL: await databaseUrl(), MINNOW_SECRET: await secretOf(folder), MINNOW_URL: holder.url };
}

async function databaseUrl(): Promise<string> {
  const url = settings().DATABASE_URL ?? ((await holderOf(folder)) && (await embeddedUrl(folder)));
  if (url === undefined) throw new Error("Set DATABASE_URL to a PostgreSQL server, or use npm start, which brings its own.");
  return url;
}

/** Runs one of the processes alone, as on a machine of its own: it has the terminal, and its end is ours. */
async function become(args: readonly string[], port?: number): Promise<void> {
  const url = await databaseUrl();
  await migrate(url);
  await makeDataFolder(folder);
  const env = {
    ...process.env,
    NODE_ENV: "production" as const,
    NEXT_TELEMETRY_DISABLED: "1",
    DATABASE_URL: url,
    MINNOW_SECRET: await secretOf(folder),
    ...(port !== undefined && { MINNOW_URL: settings().MINNOW_URL ?? `http://localhost:${port}` }),
  };
  const child = spawn(process.execPath, args, { cwd: root, env, stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  process.on("disconnect", () => child.kill("SIGTERM"));
  process.exitCode = await new Promise<number>((resolve) => {
    child.on("exit", (code) => resolve(code ?? 1));
  });
}
