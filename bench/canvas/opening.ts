import { gzipSync } from "node:zlib";
import type { BrowserContext, Page } from "playwright-core";

declare global {
  interface Window {
    openedAt: number | undefined;
  }
}

/** Milliseconds from the navigation to the first frame that shows the graph: nodes, edges, fitted to the canvas. */
export async function timeToOpen(page: Page, url: string): Promise<number> {
  await page.goto(url, { waitUntil: "commit" });
  return (
    (await page.waitForFunction(() => window.openedAt, undefined, { timeout: 60_000 }).then((handle) => handle.jsonValue())) ?? Number.NaN
  );
}

/** Makes the pages of a context note when they show their graph. */
export async function noteOpening(context: BrowserContext): Promise<void> {
  // What keeps the names of functions here isn't there in a page.
  await context.addInitScript({ content: "globalThis.__name = (value) => value" });
  await context.addInitScript(() => {
    const look = () => {
      const view = document.querySelector<HTMLElement>(".react-flow__viewport");
      const shown =
        view !== null && new DOMMatrix(view.style.transform).a !== 1 && document.querySelector(".react-flow__edge path") !== null;
      const node = shown ? document.querySelector(".react-flow__node") : null;
      if (node === null || getComputedStyle(node).visibility !== "visible") requestAnimationFrame(look);
      // By then this frame has been drawn, and the page takes the next event.
      else requestAnimationFrame(() => setTimeout(() => (window.openedAt = performance.now())));
    };
    requestAnimationFrame(look);
  });
}

export type Script = { file: string; kilobytes: number };

/** The scripts a page loads before its graph can be seen, gzipped, largest first; a kilobyte is 1,024 bytes. */
export async function scriptsOf(context: BrowserContext, url: string): Promise<Script[]> {
  const page = await context.newPage();
  const loading: Promise<Script | null>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    const file = new URL(response.url()).pathname.split("/").at(-1) ?? "";
    loading.push(
      response.body().then(
        (body) => ({ file, kilobytes: gzipSync(body).length / 1_024 }),
        () => null,
      ),
    );
  });
  await timeToOpen(page, url);
  const scripts = (await Promise.all(loading)).flatMap((script) => script ?? []);
  await page.close();
  return scripts.sort((one, other) => other.kilobytes - one.kilobytes);
}
