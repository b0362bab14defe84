import type { Page } from "playwright-core";
import superjson from "superjson";
import { describe, expect, inject, it } from "vitest";
import { emptyDocument, type GraphDocument } from "@/core/graph/document";
import { useBrowser } from "../helpers/browser";
import { nameField, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

const COLUMNS = 20;

/** Rows of text nodes, each fed by the one before it. */
const rows = (count: number): GraphDocument => ({
  ...emptyDocument(),
  nodes: Array.from({ length: count }, (_, index) => ({
    id: `n${index}`,
    kind: "template",
    name: `Text ${index}`,
    position: { x: (index % COLUMNS) * 320, y: Math.floor(index / COLUMNS) * 192 },
    config: { text: "{{value}}" },
  })),
  edges: Array.from({ length: count }, (_, index) => index)
    .filter((index) => index % COLUMNS > 0)
    .map((index) => ({
      id: `e${index}`,
      source: { node: `n${index - 1}`, port: "text" },
      target: { node: `n${index}`, port: "value" },
    })),
});

/** Opens a graph of so many nodes for somebody who is signed in. */
async function open(page: Page, count: number): Promise<void> {
  const { url } = inject("product");
  const answer = await page.request.post(`${url}/api/trpc/graphs.import`, {
    data: superjson.serialize({ name: `${count} texts`, description: "", document: rows(count) }),
    headers: { origin: url },
  });
  const { result } = (await answer.json()) as { result: { data: { json: { id: string } } } };
  await page.goto(`${url}/graphs/${result.data.json.id}`);
  await page.locator("[data-node-id=n0]").waitFor();
}

const handles = (page: Page) => page.locator(".react-flow__handle");

describe("a large graph", () => {
  it("shows names from far away, and its ports when one comes nearer", async () => {
    const page = await browser.newPage();
    await signIn(page);
    await open(page, 300);
    await page.locator("[data-node-id=n299]").waitFor();
    expect(await page.locator("[data-node-id=n299]").innerText()).toBe("Text 299");
    expect(await handles(page).count()).toBe(0);
    await expect.poll(() => page.locator(".react-flow__edge").count()).toBe(285);

    await page.locator("[data-node-id=n105]").click();
    await nameField(page).waitFor();
    for (let clicks = 0; clicks < 8; clicks++) await page.getByRole("button", { name: "Zoom in" }).click();
    await handles(page).first().waitFor();
    // Of 300 nodes only those in view are there.
    await expect.poll(() => page.locator("[data-node-id]").count()).toBeLessThan(100);
  });

  it("changes nothing about other nodes while one is dragged", async () => {
    const page = await browser.newPage();
    await signIn(page);
    await open(page, 300);
    const node = page.locator("[data-node-id=n105]");
    const box = await node.boundingBox();
    if (box === null) throw new Error("the node is not on the canvas");
    await node.click();
    await nameField(page).waitFor();
    await page.evaluate(() => {
      const touched = new Set<string>();
      const idOf = (target: Node) =>
        (target instanceof Element ? target : target.parentElement)?.closest(".react-flow__node")?.getAttribute("data-id");
      new MutationObserver((records) => {
        for (const { target } of records) touched.add(idOf(target) ?? "none");
      }).observe(document.querySelector(".react-flow__nodes") ?? document.body, {
        subtree: true,
        attributes: true,
        childList: true,
        characterData: true,
      });
      Object.assign(window, { touched });
    });
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2 + 40, { steps: 12 });
    const touched = await page.evaluate(() => [...(window as unknown as { touched: Set<string> }).touched]);
    await page.mouse.up();
    expect(touched).toEqual(["n105"]);
  });
});

describe("the first load of the editor", () => {
  it("leaves text editors, the layout kernel and JSONata for when they are needed", async () => {
    const page = await browser.newPage();
    await signIn(page);
    const scripts: Promise<string>[] = [];
    page.on("response", (response) => {
      // What is still on its way when the page is closed is nobody's concern.
      if (response.request().resourceType() === "script") scripts.push(response.text().catch(() => ""));
    });
    const marks = { codeMirror: "cm-content", layout: "org.eclipse.elk", jsonata: "S0201", markdown: "mdast" };
    const loaded = async () => {
      const text = (await Promise.all(scripts)).join("\n");
      return Object.entries(marks).flatMap(([part, mark]) => (text.includes(mark) ? [part] : []));
    };
    await open(page, 12);
    expect(await loaded()).toEqual([]);
    await page.locator("[data-node-id=n3]").click({ position: { x: 20, y: 6 } });
    await page.locator("[data-side-panel] .cm-content").waitFor();
    expect(await loaded()).toContain("codeMirror");
  });
});
