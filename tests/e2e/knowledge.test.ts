import { expect, inject, it } from "vitest";
import { useBrowser } from "../helpers/browser";
import { connect, drag, newGraph, nodeOf, openNode, portOf, signIn } from "../helpers/editorDriver";
import { pdfOf } from "../helpers/pdf";

// biome-ignore lint/correctness/useHookAtTopLevel: not a React hook, but a fixture of this file
const browser = useBrowser();
const file = (name: string, mimeType: string, content: string | Uint8Array) => ({ name, mimeType, buffer: Buffer.from(content) });

it("puts files into a knowledge base, finds a passage, and lets a graph answer from it", async () => {
  const page = await browser.newPage({ expectedErrors: [/422/] });
  await signIn(page);
  await page.goto(`${inject("product").url}/data`);
  await page.getByRole("textbox", { name: "New knowledge base" }).fill("Shop");
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("heading", { name: "Shop" }).waitFor();
  await page
    .getByLabel("Drop files here, or choose them")
    .setInputFiles([
      file(
        "faq.md",
        "text/markdown",
        "# Returns\n\nYou have 30 days to send an item back.\n\n# Warranty\n\nA broken blender is repaired for free.",
      ),
      file("hours.txt", "text/plain", "We are open from nine to six."),
      file("terms.pdf", "application/pdf", pdfOf(["Liability is limited.", "Gift cards never expire."])),
      file("picture.png", "image/png", "no text"),
    ]);
  await page.getByText("“picture.png” is of a kind that cannot be read").waitFor();
  await page.getByRole("row", { name: /terms\.pdf .* 2/ }).waitFor();
  expect(await page.getByRole("row").count()).toBe(4);

  await page.getByRole("textbox", { name: "Try a search" }).fill("do gift cards expire?");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await page.getByText("[1] terms.pdf, p. 2").waitFor();

  await newGraph(page, "An empty canvas", "Ask the shop");
  await drag(page, "Input", 100, 80);
  await drag(page, "Retrieve", 400, 80);
  await drag(page, "Output", 760, 80);
  const [input, retrieve, output] = [nodeOf(page, "input"), nodeOf(page, "retrieve"), nodeOf(page, "output")];
  await connect(page, portOf(input, "question", "output"), portOf(retrieve, "query", "input"));
  await connect(page, portOf(retrieve, "text", "output"), portOf(output, "answer", "input"));
  await openNode(retrieve);
  await page.getByRole("combobox", { name: "Knowledge base" }).click();
  await page.getByRole("option", { name: "Shop" }).click();
  await page.getByRole("button", { name: "No problems" }).waitFor();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("textbox", { name: "question" }).fill("What if my blender is broken?");
  await page.getByRole("button", { name: "Run", exact: true }).first().click();
  await output.getByText("Succeeded").waitFor();
  await page.getByText("[1] faq.md › Warranty").first().waitFor();
});
