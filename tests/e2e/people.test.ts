import { expect, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { connect, drag, newGraph, nodeOf, openNode, portOf, signIn } from "../helpers/editorDriver";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();

it("waits for a person, who edits what is asked and lets the run go on", async () => {
  const page = await browser.newPage();
  await signIn(page);
  await newGraph(page, "An empty canvas", "With a person");
  await drag(page, "Input", 100, 80);
  await drag(page, "Human approval", 400, 80);
  await drag(page, "Output", 760, 80);
  const [input, human, output] = [nodeOf(page, "input"), nodeOf(page, "human"), nodeOf(page, "output")];
  await connect(page, portOf(input, "question", "output"), portOf(human, "value", "input"));
  await connect(page, portOf(human, "approved", "output"), portOf(output, "answer", "input"));
  await openNode(human);
  await page.getByRole("textbox", { name: "What the person should know" }).fill("May this be sent?");
  await page.getByRole("button", { name: "No problems" }).waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("textbox", { name: "question" }).fill("Dear all");
  await page.getByRole("button", { name: "Run", exact: true }).first().click();
  await human.getByText("Waits for a person").waitFor();

  const question = page.getByRole("region", { name: "Human approval asks a person" });
  await question.getByText("May this be sent?").waitFor();
  await question.getByRole("textbox", { name: "Value" }).fill("Dear everybody");
  await question.getByRole("button", { name: "Approve as edited" }).click();
  await output.getByText("Succeeded").waitFor();
  expect(await question.count()).toBe(0);
  await page.getByText("Dear everybody").first().waitFor();
});
