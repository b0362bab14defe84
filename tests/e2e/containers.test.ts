import { expect, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { connect, drag, dragInto, innerPortOf, newGraph, nodeOf, openNode, portOf, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

it("puts a node into a map, runs it on every item of a list, and shows each of them", async () => {
  const page = await browser.newPage();
  await signIn(page);
  await newGraph(page, "An empty canvas");
  await drag(page, "Input", 130, 60);
  await drag(page, "Map", 130, 260);
  await drag(page, "Output", 760, 60);
  const [input, map, output] = [nodeOf(page, "input"), nodeOf(page, "map"), nodeOf(page, "output")];
  await dragInto(page, "Code", map);
  const code = nodeOf(page, "code");
  const edges = page.locator(".react-flow__edge");
  await connect(page, innerPortOf(map, "item", "output"), portOf(code, "value", "input"));
  await edges.nth(0).waitFor();
  await connect(page, portOf(code, "result", "output"), innerPortOf(map, "result", "input"));
  await edges.nth(1).waitFor();
  await connect(page, portOf(map, "results", "output"), portOf(output, "answer", "input"));
  await edges.nth(2).waitFor();

  await connect(page, portOf(input, "question", "output"), portOf(code, "value", "input"));
  await page.getByText("are on different levels").waitFor();
  expect(await edges.count()).toBe(3);

  await openNode(input);
  await page.getByRole("combobox", { name: "Type of question" }).click();
  await page.getByRole("option", { name: "JSON" }).click();
  await connect(page, portOf(input, "question", "output"), portOf(map, "items", "input"));
  await edges.nth(3).waitFor();
  await page.getByRole("button", { name: "No problems" }).waitFor();

  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("textbox", { name: "question" }).fill("[1, 2, 3]");
  await page.getByRole("button", { name: "Run", exact: true }).first().click();
  await code.getByText("×3").waitFor();
  await output.getByText("Succeeded").waitFor();
  await openNode(code);
  await page.getByRole("tab", { name: "Last run" }).click();
  await page.getByRole("combobox", { name: "Firing" }).click();
  expect(await page.getByRole("option").allTextContents()).toEqual(["[0] · Succeeded", "[1] · Succeeded", "[2] · Succeeded"]);
});
