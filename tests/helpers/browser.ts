import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { findChromium } from "./chromium";

export type PageOptions = BrowserContextOptions & {
  /** Messages of the console that the test brings about itself, such as a refused request. */
  expectedErrors?: readonly RegExp[];
};

/**
 * One browser for a test file; call it once, at the top of the file. Every page has its own cookies, is closed after its test,
 * and fails the test when something goes wrong in it: an error in the console or an uncaught exception.
 */
export function useBrowser(): { newPage(options?: PageOptions): Promise<Page> } {
  let browser: Browser;
  let contexts: BrowserContext[] = [];
  let problems: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async () => {
    const [opened, seen] = [contexts, problems];
    [contexts, problems] = [[], []];
    for (const context of opened) await context.close();
    expect(seen, "errors in the browser's console").toEqual([]);
  });
  afterAll(() => browser?.close());

  return {
    async newPage({ expectedErrors = [], ...options } = {}) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: "en-US", ...options });
      contexts.push(context);
      const page = await context.newPage();
      const note = (text: string) => {
        if (!expectedErrors.some((pattern) => pattern.test(text))) problems.push(text);
      };
      page.on("console", (message) => {
        if (message.type() === "error") note(`${message.text()} (${message.location().url})`);
      });
      page.on("pageerror", (error) => note(error.stack ?? error.message));
      return page;
    },
  };
}

/** A headless Chromium that talks to nobody but the pages it is shown. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("No Chromium found: npm test installs one, or set CHROMIUM_PATH.");
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic", "--no-first-run"];
  return chromium.launch({
    executablePath,
    args: [...quiet, "--disable-gpu", ...(process.getuid?.() === 0 ? ["--no-sandbox"] : [])],
  });
}
