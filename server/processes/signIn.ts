import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { root, typescript } from "./commands";

const script = fileURLToPath(new URL("printSignInLink.ts", import.meta.url));

/** Makes a one-time sign-in link in a process of its own, so that the supervisor stays small and never holds the accounts' code. */
export async function signInLink(env: NodeJS.ProcessEnv): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [...typescript, script], { cwd: root, env });
  const link = stdout.trim().split("\n").at(-1);
  if (!link || !URL.canParse(link)) throw new Error(`No sign-in link could be made: ${stdout}`);
  return link;
}
