import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";

const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const macApplications = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Path of a Chromium for the end-to-end tests: `CHROMIUM_PATH`, one on the PATH, or the one Playwright installed. */
export function findChromium(): string | undefined {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) {
    if (!isProgram(asked)) throw new Error(`CHROMIUM_PATH names ${asked}, which can't be run.`);
    return asked;
  }
  const onPath = (process.env.PATH ?? "").split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  return [...onPath, ...macApplications, chromium.executablePath()].find((path) => path !== "" && isProgram(path));
}

/** How to get one, best first. */
export function waysToInstallChromium(): { file: string; args: string[] }[] {
  const root = process.getuid?.() === 0;
  const playwright = [join(import.meta.dirname, "../../node_modules/playwright-core/cli.js"), "install", "chromium"];
  const download = { file: process.execPath, args: root ? [...playwright, "--with-deps"] : playwright };
  // Debian's own package; Ubuntu's of the same name is only a pointer to a snap.
  const debian = { file: "sh", args: ["-c", "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium"] };
  return root && isDebian() ? [debian, download] : [download];
}

function isDebian(): boolean {
  return existsSync("/etc/os-release") && /^ID="?debian"?$/m.test(readFileSync("/etc/os-release", "utf8"));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
