import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { type Browser, type CDPSession, chromium, type Page } from "playwright-core";
import { findChromium, waysToInstallChromium } from "@/tests/helpers/chromium";

/** A headless Chromium that talks to nobody but the pages it is shown; one is installed when there is none. */
export async function launchBrowser(): Promise<Browser> {
  for (const { file, args } of findChromium() === undefined ? waysToInstallChromium() : []) {
    console.log("Installing a Chromium …");
    await promisify(execFile)(file, args).catch((error: unknown) => console.log(error));
    if (findChromium() !== undefined) break;
  }
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("No Chromium could be installed: set CHROMIUM_PATH.");
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
  // Two pages are open side by side; neither may be slowed down because the other is in front of it.
  const awake = ["--disable-backgrounding-occluded-windows", "--disable-renderer-backgrounding", "--disable-background-timer-throttling"];
  return chromium.launch({
    executablePath,
    args: [...quiet, ...awake, "--disable-gpu", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
  });
}

export const VIEWPORT = { width: 1440, height: 900 };

/** A page that is measured: what is asked of it goes straight to Chromium, without waiting for the page. */
export type Stage = { page: Page; cdp: CDPSession };

export async function stageOf(page: Page): Promise<Stage> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable");
  return { page, cdp };
}
