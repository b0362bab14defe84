import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { freePort } from "@/db/port";
import { buildWhenStale } from "@/server/processes/build";
import { nextCommand, root, workerCommand } from "@/server/processes/commands";
import { startProduct } from "@/server/processes/product";
import { signInLink } from "@/server/processes/signIn";
import { launchBrowser } from "./helpers/browser";

/** Takes the pictures of `docs/images` anew, on a fresh data folder: `npm run docs:images`. */

const folder = await mkdtemp(join(tmpdir(), "minnow-images-"));
const say = (line: string) => console.log(`  ${line}`);
const product = await startProduct({
  root,
  folder,
  host: "127.0.0.1",
  port: await freePort(),
  mode: "production",
  web: (address) => nextCommand("start", address),
  worker: workerCommand,
  prepare: (signal) => buildWhenStale(root, say, signal),
  say,
  printed: () => {},
});
const browser = await launchBrowser();
try {
  await takeAll(browser, "light");
  await takeAll(browser, "dark");
} finally {
  await browser.close();
  await product.stop();
  await rm(folder, { recursive: true, force: true });
}

async function takeAll(browser: Browser, theme: "light" | "dark"): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    locale: "en-US",
    colorScheme: theme,
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.goto(await signInLink({ ...process.env, ...product.environment }));
  await page.waitForURL(/\/graphs/);
  if (page.url().endsWith("/graphs")) await page.getByText("Support triage").first().click();
  await page.locator("[data-node-id]").first().waitFor();
  const graph = page.url();
  const take = async (name: string) => {
    await page.evaluate(() => (document.activeElement instanceof HTMLElement ? document.activeElement.blur() : undefined));
    await page.mouse.move(640, 2);
    await page.waitForLoadState("networkidle");
    await page.screenshot({ path: join(root, `docs/images/${name}-${theme}.png`) });
    say(`${name}-${theme}`);
  };

  const runs: string[] = [];
  for (let count = 0; count < 2; count++) {
    await page.getByRole("button", { name: "Run", exact: true }).click();
    const result = page.getByRole("region", { name: "Result of the run" });
    await result.getByText("Running").or(result.getByText("Queued")).first().waitFor();
    await result.getByText("Succeeded").waitFor({ timeout: 60_000 });
    runs.push((await result.getByRole("link", { name: /Details/ }).getAttribute("href"))?.split("/").at(-1) ?? "");
    if (count > 0) continue;
    await page.getByRole("textbox", { name: "Message" }).fill("The lamp never came. Where is order #48213? Dana Whitfield");
  }
  await take("editor");

  await page
    .locator('[data-node-id][data-kind="model"]')
    .first()
    .click({ position: { x: 70, y: 16 } });
  await page.getByRole("tab", { name: "Try" }).click();
  await page.getByRole("button", { name: "Try side by side" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Add a model" }).click();
  await page.getByRole("combobox", { name: "Find a model" }).fill("Marlin 70B");
  await page.keyboard.press("Enter");
  await dialog.getByRole("button", { name: /^Run \d models?$/ }).click();
  await dialog.getByText(/^(\d) of \1 done$/).waitFor({ timeout: 60_000 });
  const picked = await dialog.getByRole("button", { name: /^Leave out/ }).count();
  await dialog
    .getByText("tokens/s")
    .nth(picked - 1)
    .waitFor();
  await take("side-by-side");
  await page.keyboard.press("Escape");

  await openTests(page, graph);
  await page
    .getByRole("button", { name: /^Run all/ })
    .first()
    .click();
  await page
    .getByText(/\d of \d passed/)
    .first()
    .waitFor({ timeout: 90_000 });
  await take("tests");

  await page.goto(`${product.url}/runs/${runs[1]}?view=canvas`);
  await page.getByText("Draft a reply").first().waitFor();
  await page.getByRole("slider").press("Home");
  for (let step = 0; step < 4; step++) await page.getByRole("slider").press("ArrowRight");
  await take("replay");

  await page.goto(`${product.url}/runs/compare?a=${runs[0]}&b=${runs[1]}`);
  await page.getByText("Draft a reply").first().waitFor();
  await take("compare");

  await page.goto(`${graph.replace(/\?.*/, "")}/insights`);
  await page.getByText("Classify").first().waitFor();
  await take("insights");
  await page.goto(`${product.url}/models`);
  await page.getByText("Guppy 1B").first().waitFor();
  await take("models");
  await context.close();
}

async function openTests(page: Page, graph: string): Promise<void> {
  await page.goto(graph);
  await page.locator("[data-node-id]").first().waitFor();
  await page
    .getByRole("banner")
    .getByRole("button", { name: "Tests" })
    .or(page.getByRole("button", { name: "Tests" }))
    .first()
    .click();
}
