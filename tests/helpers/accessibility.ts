import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds on the page against WCAG 2.1 A and AA that keeps people out, in lines. */
export async function faults(page: Page, where: string): Promise<string[]> {
  // Colours that are on their way to others are neither.
  await page.evaluate(() => Promise.all(document.getAnimations().map((animation) => animation.finished.catch(() => null))));
  await page.evaluate(axe);
  // The menus' library keeps a place in them for the focus, which isn't an item and says nothing.
  const { violations } = await page.evaluate(() =>
    (window as unknown as { axe: { run(context: object, options: object): Promise<AxeResults> } }).axe.run(
      { exclude: [".react-flow__attribution"] },
      {
        runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"],
        resultTypes: ["violations"],
        rules: { "aria-required-children": { enabled: false } },
      },
    ),
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .flatMap(({ id, nodes }) =>
      nodes.map(
        ({ target, any, all }) => `${where}: ${id} at ${target.join(" ")}: ${[...any, ...all].map(({ message }) => message).join(" ")}`,
      ),
    );
}
