import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { root, typescript } from "./commands";

const script = fileURLToPath(new URL("recountStatistics.ts", import.meta.url));

/** Counts all statistics anew in a process of its own, which has the terminal. @throws Error when it fails */
export async function runRecount(env: NodeJS.ProcessEnv): Promise<void> {
  const child = spawn(process.execPath, [...typescript, script], { cwd: root, env, stdio: "inherit" });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error("The statistics could not be counted anew; what went wrong stands above. What was there is as it was.");
}
