import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { ignoring } from "./dataFolder";

const run = promisify(execFile);
const sources = ["app", "components", "core", "nodes", "server", "db", "public"];
const configuration = ["next.config.ts", "proxy.ts", "tsconfig.json", "package-lock.json", "postcss.config.mjs"];

/** Builds the web application unless the build there was made from these very sources. */
export async function buildWhenStale(root: string, say: (line: string) => void, signal?: AbortSignal): Promise<void> {
  const stamp = join(root, process.env.MINNOW_BUILD_DIR ?? ".next", "minnow-sources");
  const wanted = await sourcesFingerprint(root);
  if ((await readFile(stamp, "utf8").catch(ignoring("ENOENT"))) === wanted) return;
  say("Building the web application, once for this version …");
  const next = join(root, "node_modules/next/dist/bin/next");
  try {
    await run(process.execPath, [next, "build"], {
      cwd: root,
      env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
      maxBuffer: 64 * 1024 * 1024,
      ...(signal && { signal }),
    });
  } catch (cause) {
    signal?.throwIfAborted();
    const { stdout = "", stderr = "" } = cause as { stdout?: string; stderr?: string };
    throw new Error(`The build failed:\n${`${stdout}\n${stderr}`.trim()}`, { cause });
  }
  // The build may have touched tsconfig.json, so what it leaves is what counts.
  await writeFile(stamp, await sourcesFingerprint(root));
}

/** SHA-256 over the paths and contents of everything a build reads. */
export async function sourcesFingerprint(root: string): Promise<string> {
  const hash = createHash("sha256").update(`node ${process.versions.node}\0`);
  const paths = [...configuration];
  for (const folder of sources) {
    const entries = (await readdir(join(root, folder), { withFileTypes: true, recursive: true }).catch(ignoring("ENOENT"))) ?? [];
    for (const entry of entries) if (entry.isFile()) paths.push(join(entry.parentPath, entry.name).slice(root.length + 1));
  }
  for (const path of paths.sort()) {
    const content = await readFile(join(root, path)).catch(ignoring("ENOENT"));
    if (content) hash.update(`${path}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}
