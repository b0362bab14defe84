import type { Page } from "playwright-core";
import postgres from "postgres";
import { expect, inject, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { graphOf, inputNode, modelNode, outputNode, templateNode } from "../helpers/documents";
import { nodeOf, openGraph, openNode, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

/** Names of things, which are the same in every language, and the way back to the other one. */
const NAMES = [
  "JSON Schema",
  "React Flow attribution",
  "React Flow",
  "Switch to English",
  "Simulated (built in)",
  "Ctrl Enter",
  /(Guppy|Tetra|Marlin|Orca) \d+B/g,
  // Values of a setting as they are stored.
  "fail, approve, reject",
  // What a new node of a kind begins with.
  "You are a careful assistant.",
  /\b(Top p|Google Gemini|Azure OpenAI|NVIDIA NIM|LM Studio|OpenAI|Hugging Face|Mistral AI|Data Flywheel|Idempotency-Key)\b/g,
];

/** What other tests have called theirs: names are people's own. */
async function given(): Promise<string[]> {
  const sql = postgres(inject("product").environment.DATABASE_URL, { max: 1, onnotice: () => {} });
  const rows = await sql<{ name: string }[]>`
    select name from graphs union select description from graphs union select name from connections union select label from models
    union select name from knowledge_bases union select name from knowledge_documents union select name from workspaces
    union select name from users union select node ->> 'name' from graphs, json_array_elements(draft -> 'nodes') as node`;
  await sql.end();
  return rows
    .map(({ name }) => name)
    .filter((name) => name !== null && name.length > 1)
    .sort((a, b) => b.length - a.length);
}

/** Runs of Latin words that are to be read, heard or seen on hover; what people type and code is theirs. */
async function english(page: Page): Promise<string[]> {
  const names = [...NAMES, ...(await given())];
  const texts = await page.evaluate(() => {
    const found = new Set<string>();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = walker.nextNode(); text !== null; text = walker.nextNode())
      if (
        text.parentElement?.closest(
          "script, style, noscript, [aria-hidden=true], code, pre, textarea, .cm-editor, [class*=preview], [class*=given]",
        ) == null
      )
        found.add(text.textContent ?? "");
    for (const name of ["title", "aria-label", "placeholder", "alt"])
      for (const element of document.querySelectorAll(`[${name}]:not([aria-hidden=true])`)) found.add(element.getAttribute(name) ?? "");
    return [...found];
  });
  return texts.filter((text) => {
    const rest = names.reduce<string>((left, name) => left.replaceAll(name, "·"), text.replaceAll(/\{\{.*?\}\}|https?:\S+/g, "·"));
    return /[A-Za-z]{2,}[,.]? [A-Za-z]{2,}/.test(rest);
  });
}

const fields = Array.from({ length: 51 }, (_, index) => ({ name: `f${index}` }));

it("the editor speaks Chinese throughout: drawing, settings, problems, runs, tests, versions, publishing", {
  timeout: 240_000,
}, async () => {
  const page = await browser.newPage({ locale: "zh-CN", viewport: { width: 1280, height: 800 } });
  const found: string[] = [];
  const read = async (where: string) => {
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    found.push(...(await english(page)).map((text) => `${where}: ${text}`));
  };
  const button = (name: string | RegExp) => page.getByRole("button", { name, exact: typeof name === "string" });
  const panel = page.locator("[data-side-panel]");
  const openAll = async () => {
    const closed = panel.locator("button[aria-expanded=false]:not([aria-haspopup]):visible");
    for (let left = await closed.count(); left > 0; left--) await closed.nth(left - 1).click();
  };
  await signIn(page);
  // The first to sign in is shown a template, whose fields are described in the language of whoever made it.
  await page.goto(`${inject("product").url}/graphs`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  await read("the graphs");

  const nodes = [
    { ...inputNode("question"), name: "输入" },
    { ...modelNode("model", "{{question}}", "simulated/tetra-8b"), name: "回答" },
    { ...templateNode("text", "答：{{text}}"), name: "文本" },
    { ...outputNode("answer"), name: "输出" },
  ];
  const edges = ["input.question -> model.question", "model.output -> text.text", "text.text -> output.answer"];
  await openGraph(page, "工单", graphOf(nodes, edges));
  await read("the canvas");
  await page.getByRole("form").getByRole("textbox", { name: "question" }).fill("你好");
  await button("运行").click();
  await nodeOf(page, "output").and(page.locator("[data-status=succeeded]")).waitFor({ timeout: 60_000 });
  await read("a run");

  await openNode(nodeOf(page, "model"));
  await panel.getByRole("tab").first().waitFor();
  await openAll();
  await read("a model's settings");
  await panel.getByRole("combobox").first().click();
  await page.getByRole("option").first().waitFor();
  await read("the models to choose from");
  await page.keyboard.press("Escape");
  const tabs = panel.getByRole("tab");
  for (let tab = 0; tab < 3; tab++) {
    await tabs.nth(tab).click();
    await read(`tab ${tab} of a model`);
  }

  for (const [keys, where] of [
    ["?", "the shortcuts"],
    ["Control+k", "the command palette"],
    ["/", "adding a node"],
    ["Control+f", "the search"],
  ] as const) {
    await page.keyboard.press(keys);
    await page.getByRole("dialog").or(page.getByRole("search")).first().waitFor();
    await read(where);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").first().waitFor({ state: "detached" });
  }
  await page.keyboard.press("Escape");
  await page.locator("[data-node-id=model]").click({ button: "right", position: { x: 70, y: 16 } });
  await page.getByRole("menu").waitFor();
  await read("the menu of a node");
  await page.keyboard.press("Escape");
  for (const kind of await page
    .locator("[data-kind]:not([data-node-id])")
    .evaluateAll((all) => all.map((one) => one.getAttribute("data-kind") ?? ""))) {
    if (kind === "input" || kind === "output") continue;
    await page.locator(`[data-kind=${kind}]:not([data-node-id])`).click();
    const id = await nodeOf(page, kind).last().getAttribute("data-node-id");
    await page.locator(`[data-side-panel][data-shows="${id}"]`).waitFor();
    await openAll();
    await read(`a new node, ${kind}`);
  }
  await button("发布").click();
  await page.getByRole("dialog").getByRole("list").waitFor();
  await read("publishing");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog").first().waitFor({ state: "detached" });
  await button(/^历史/).click();
  await read("the history");
  await button(/^测试/).click();
  await read("the tests");

  // Problems with settings that no form would let anyone make.
  const odd = [
    { ...inputNode("question"), name: "输入", config: { fields } },
    { id: "human", kind: "human", name: "审批", config: { instructions: 5, mayEdit: "yes", timeoutMinutes: 0.5, onTimeout: "never" } },
    { id: "map", kind: "map", name: "逐项", config: { concurrency: 100_000 } },
    { ...outputNode("answer"), name: "输出" },
  ];
  await openGraph(page, "有问题的图", graphOf(odd, []));
  await button(/个问题/)
    .first()
    .click();
  await page.getByText("字段 超过 50 项").first().waitFor();
  await read("the problems");

  for (const place of ["/runs", "/suggestions", "/models", "/models/playground", "/data", "/settings"]) {
    await page.goto(`${inject("product").url}${place}`);
    await page.getByRole("heading", { level: 1 }).first().waitFor();
    await page.locator(".mantine-Skeleton-root").first().waitFor({ state: "detached" });
    // What other tests have brought in there is more than names.
    if (place !== "/runs" && place !== "/models") await read(place);
  }
  await page.goto(`${inject("product").url}/runs`);
  await page.getByRole("row").filter({ hasText: "工单" }).getByRole("link").first().click();
  await page.getByRole("tab").first().waitFor();
  await read("a run's page");
  expect([...new Set(found)]).toEqual([]);
});
