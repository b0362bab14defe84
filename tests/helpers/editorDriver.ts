import type { Locator, Page } from "playwright-core";
import superjson, { type SuperJSONResult } from "superjson";
import { inject } from "vitest";
import { z } from "zod";
import type { GraphDocument } from "@/core/graph/document";
import { signInLink } from "@/server/processes/signIn";

/** What a person does in the editor, for end-to-end tests. */

/** Signs the page's person in as the owner. */
export async function signIn(page: Page): Promise<void> {
  await page.goto(await signInLink({ ...process.env, ...inject("product").environment }));
  await page.waitForURL(/\/graphs/);
}

/** Opens a new graph in the editor, for somebody who is signed in. */
export async function newGraph(page: Page, start: "An empty canvas" | "Support triage", name = `From ${start}`): Promise<void> {
  await page.goto(`${inject("product").url}/graphs`);
  await page.getByRole("button", { name: "New graph" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill(name);
  await page.getByRole("radio", { name: start }).click();
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("button", { name: "Add Input" }).waitFor();
}

/** Runs a procedure that changes something, as the signed-in person. */
export async function call<T>(page: Page, procedure: string, input: unknown, output: z.ZodType<T>): Promise<T> {
  const { url } = inject("product");
  const answer = await page.request.post(`${url}/api/trpc/${procedure}`, { data: superjson.serialize(input), headers: { origin: url } });
  if (!answer.ok()) throw new Error(`${procedure}: ${await answer.text()}`);
  const { result }: { result: { data: SuperJSONResult } } = await answer.json();
  return output.parse(superjson.deserialize(result.data));
}

/** Opens a graph made of a document, for somebody who is signed in. @returns its id */
export async function openGraph(page: Page, name: string, document: GraphDocument): Promise<string> {
  const { id } = await call(page, "graphs.import", { name, description: "", document }, z.object({ id: z.string() }));
  await page.goto(`${inject("product").url}/graphs/${id}`);
  await page.locator("[data-node-id]").first().waitFor();
  return id;
}

/** Adds a model that a server on this machine serves, of so many billion parameters. @returns its key */
export async function addModel(page: Page, baseUrl: string, label: string, parameters: number): Promise<string> {
  const connection = { kind: "openai", name: label, baseUrl, key: null };
  const { id: connectionId } = await call(page, "models.addConnection", connection, z.object({ id: z.string() }));
  const model = { name: "test-model", label, parameters, contextTokens: 32_768, licence: null, prices: null };
  const added = z.object({ keys: z.tuple([z.string()]) });
  return (await call(page, "models.addModels", { connectionId, models: [model] }, added)).keys[0];
}

export const nodeOf = (page: Page, kind: string) => page.locator(`[data-node-id][data-kind="${kind}"]`);
export const portOf = (node: Locator, port: string, side: "input" | "output") =>
  node.locator(`[data-port="${port}"][data-side="${side}"]:not([data-inside])`);
/** A port of a container towards its body: what it gives is an output there. */
export const innerPortOf = (node: Locator, port: string, side: "input" | "output") =>
  node.locator(`[data-port="${port}"][data-side="${side}"][data-inside]`);
export const saved = (page: Page) => page.getByRole("status").filter({ hasText: /^\s*Saved$/ });
export const nameField = (page: Page) => page.getByRole("textbox", { name: "Name of the node" });
export const openNode = (node: Locator) => node.click({ position: { x: 70, y: 16 } });

/** Draws a connection from port to port. */
export async function connect(page: Page, from: Locator, to: Locator): Promise<void> {
  const [start, end] = [await from.boundingBox(), await to.boundingBox()];
  if (start === null || end === null) throw new Error("a port is not on the canvas");
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(start.x + 40, start.y + 20, { steps: 4 });
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 8 });
  await page.mouse.up();
}

/** Drags a kind from the palette into a container, near its upper left corner. */
export async function dragInto(page: Page, kind: string, container: Locator): Promise<void> {
  const [box, pane] = [await container.boundingBox(), await page.locator(".react-flow__pane").boundingBox()];
  if (box === null || pane === null) throw new Error("the container is not on the canvas");
  await page
    .getByRole("button", { name: `Add ${kind}`, exact: true })
    .dragTo(page.locator(".react-flow__pane"), { targetPosition: { x: box.x - pane.x + 250, y: box.y - pane.y + 80 }, force: true });
}

/** Drags a kind from the palette onto the canvas. */
export async function drag(page: Page, kind: string, x: number, y: number): Promise<void> {
  await page
    .getByRole("button", { name: `Add ${kind}`, exact: true })
    .dragTo(page.locator(".react-flow__pane"), { targetPosition: { x, y } });
}
