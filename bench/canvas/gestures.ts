import { setTimeout as pause } from "node:timers/promises";
import type { Stage } from "./browser";

/** What a hand does with a canvas: 60 events a second, whether or not the page keeps up. Works alike on any React Flow page. */

const STEPS = 120;
const stepMs = () => 1_000 / 60;

type Point = { x: number; y: number };
type Mouse = { type: "mouseMoved" | "mousePressed" | "mouseReleased" | "mouseWheel"; deltaY?: number } & Point;

/** Sends something many times, so many milliseconds after each other, however long each takes. */
async function steadily(count: number, gap: (step: number) => number, send: (step: number) => Promise<unknown>): Promise<void> {
  let at = performance.now();
  const sent: Promise<unknown>[] = [];
  for (let step = 0; step < count; at += gap(step++)) {
    await pause(Math.max(0, at - performance.now()));
    sent.push(send(step));
  }
  await Promise.all(sent);
}

const mouse = ({ cdp }: Stage, { type, x, y, deltaY }: Mouse) =>
  cdp.send("Input.dispatchMouseEvent", {
    type,
    x,
    y,
    ...(type === "mouseWheel" ? { deltaX: 0, deltaY: deltaY ?? 0 } : { button: "left", buttons: type === "mouseReleased" ? 0 : 1 }),
    ...((type === "mousePressed" || type === "mouseReleased") && { clickCount: 1 }),
  });

/** There and back again. */
const swing = (step: number) => (step < STEPS / 2 ? step : STEPS - step);

async function dragFrom(stage: Stage, from: Point, by: Point): Promise<void> {
  await mouse(stage, { type: "mousePressed", ...from });
  await steadily(STEPS, stepMs, (step) =>
    mouse(stage, { type: "mouseMoved", x: from.x + by.x * swing(step), y: from.y + by.y * swing(step) }),
  );
  await mouse(stage, { type: "mouseReleased", ...from });
}

/** A free place of the canvas, or the upper left part of a node, nearest to a point given as shares of the canvas. */
async function find({ page }: Stage, what: "pane" | "node", share: Point, of = "*"): Promise<Point> {
  const found = await page.evaluate(
    ({ what, share, of }) => {
      const box = document.querySelector(".react-flow__pane")?.getBoundingClientRect();
      if (box === undefined) return null;
      const near = { x: box.left + box.width * share.x, y: box.top + box.height * share.y };
      if (what === "node") {
        const corners = [...document.querySelectorAll(".react-flow__node")]
          .filter((node) => node.querySelector(of) !== null)
          .map((node) => node.getBoundingClientRect())
          .map(({ left, top, width }) => ({ x: left + width * 0.35, y: top + width * 0.07 }));
        const apart = (point: { x: number; y: number }) => Math.hypot(point.x - near.x, point.y - near.y);
        return corners.sort((one, other) => apart(one) - apart(other))[0] ?? null;
      }
      for (let radius = 0; radius < 300; radius += 3)
        for (let angle = 0; angle < 16; angle++) {
          const point = { x: near.x + radius * Math.cos(angle), y: near.y + radius * Math.sin(angle) };
          if (document.elementFromPoint(point.x, point.y)?.classList.contains("react-flow__pane")) return point;
        }
      return null;
    },
    { what, share, of },
  );
  if (found === null) throw new Error(`There is no ${what} to be seen.`);
  return found;
}

/** Selects the node of a kind that is nearest to the middle of the canvas. */
export async function chooseNode(stage: Stage, kind: string): Promise<void> {
  const at = await find(stage, "node", { x: 0.5, y: 0.5 }, `[data-kind="${kind}"]`);
  await stage.page.mouse.click(at.x, at.y);
}

export async function pan(stage: Stage): Promise<() => Promise<void>> {
  const from = await find(stage, "pane", { x: 0.8, y: 0.6 });
  return () => dragFrom(stage, from, { x: -8, y: -4 });
}

export async function dragNode(stage: Stage): Promise<() => Promise<void>> {
  const from = await find(stage, "node", { x: 0.5, y: 0.5 });
  return () => dragFrom(stage, from, { x: 3, y: 3 });
}

export async function zoom(stage: Stage): Promise<() => Promise<void>> {
  const at = await find(stage, "pane", { x: 0.5, y: 0.5 });
  return () => steadily(STEPS, stepMs, (step) => mouse(stage, { type: "mouseWheel", ...at, deltaY: step < STEPS / 2 ? -30 : 30 }));
}

/** Milliseconds from one key to the next as a hand types: quick within words, with pauses to think in which what was typed is taken up. */
const GAPS = [110, 90, 140, 80, 170, 100, 450, 120, 95, 210, 130, 85, 650];

/** Types into whatever has the focus. */
export async function type({ cdp }: Stage, keys: number): Promise<void> {
  const text = "the quick brown fox jumps over the lazy dog and types on ";
  const gap = (step: number) => GAPS[step % GAPS.length] ?? 0;
  await steadily(keys, gap, (step) => {
    const key = text[step % text.length] ?? " ";
    return Promise.all([
      cdp.send("Input.dispatchKeyEvent", { type: "keyDown", key, text: key }),
      cdp.send("Input.dispatchKeyEvent", { type: "keyUp", key }),
    ]);
  });
  await pause(gap(keys));
}

/** Shows everything, as far as the canvas zooms out. */
export async function showAll({ page }: Stage): Promise<void> {
  await page.locator(".react-flow__controls-fitview").click();
  await settled(page);
}

/** Shows nodes at about their natural size. */
export async function closeUp(stage: Stage): Promise<void> {
  await showAll(stage);
  const scale = () =>
    stage.page.evaluate(
      () => new DOMMatrix(getComputedStyle(document.querySelector(".react-flow__viewport") ?? document.body).transform).a,
    );
  for (let clicks = 0; clicks < 20 && (await scale()) < 0.92; clicks++) {
    await stage.page.locator(".react-flow__controls-zoomin").click();
    await settled(stage.page);
  }
}

/** Waits until the view stands still and the page has nothing more to do. */
export async function settled(page: Stage["page"]): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        let [before, still, last] = ["", 0, performance.now()];
        const look = (now: number) => {
          const view = document.querySelector<HTMLElement>(".react-flow__viewport")?.style.transform ?? "";
          still = view === before && now - last < 40 ? still + 1 : 0;
          [before, last] = [view, now];
          if (still > 10) resolve();
          else requestAnimationFrame(look);
        };
        requestAnimationFrame(look);
      }),
  );
}
