import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { BrowserContext } from "playwright-core";
import { serveBare } from "./canvas/bareServer";
import { launchBrowser, type Stage, stageOf, VIEWPORT } from "./canvas/browser";
import { type Frames, framesDuring } from "./canvas/frames";
import { chooseNode, closeUp, dragNode, pan, settled, showAll, type, zoom } from "./canvas/gestures";
import { noteOpening, scriptsOf, timeToOpen } from "./canvas/opening";
import { signIn, startMinnow } from "./canvas/product";
import { graphOf, holdOf, NODES_A_SECOND, turnOf } from "./canvas/scene";
import { beside, type Figure, head, print } from "./canvas/table";

/**
 * The editor beside a bare React Flow page with the same nodes, in a real Chromium.
 * `npm run bench:canvas -- [--nodes 100,500,1000,2000] [--rounds 3] [--work open,pan] [--json]`; with `--json` the last line is one
 * JSON object. Each round measures one page right after the other, in turns, so that what else the machine does meets both.
 */
const { values: options } = parseArgs({
  options: {
    nodes: { type: "string", default: "100,500,1000,2000" },
    rounds: { type: "string", default: "3" },
    work: { type: "string", default: "open,pan,zoom,drag,run,type,scripts" },
    json: { type: "boolean", default: false },
  },
});
const ROUNDS = Number(options.rounds);
const wanted = new Set(options.work.split(","));
const RUN_MS = 6_000;
const KEYS = 50;
const FRAME_AIM = "≤ 1.3 ×";

const figures: Figure[] = [];
const tell = (figure: Figure) => {
  figures.push(figure);
  print(figure);
};

/** Does something with every page in every round, forwards and backwards in turns. */
async function inTurns<Contenders extends (() => Promise<unknown>)[]>(...contenders: Contenders) {
  const results = contenders.map((): unknown[] => []);
  for (let round = 0; round < ROUNDS; round++) {
    const order = [...contenders.entries()];
    for (const [index, contend] of round % 2 === 0 ? order : order.reverse()) results[index]?.push(await contend());
  }
  return results as { [Contender in keyof Contenders]: Awaited<ReturnType<Contenders[Contender]>>[] };
}

function tellFrames(work: string, nodes: number, [minnow, bare]: [Frames[], Frames[]]): void {
  const each = (of: (frames: Frames) => number) => beside(minnow.map(of), bare.map(of));
  const aim = nodes === 1_000 ? FRAME_AIM : "";
  tell({ work: `${work}, p95 frame`, nodes, unit: "ms", ...each(({ p95 }) => p95), aim });
  tell({ work: `${work}, p50 frame`, nodes, unit: "ms", ...each(({ p50 }) => p50) });
  tell({ work: `${work}, main thread per 1/60 s`, nodes, unit: "ms", ...each(({ busy }) => busy) });
}

/** Of all rounds together, in per cent: a median would hide the rounds in which something happened. */
const droppedOf = (frames: Frames[]): number => {
  const sum = (of: (frames: Frames) => number) => frames.reduce((total, frames) => total + of(frames), 0);
  return (100 * sum(({ dropped }) => dropped)) / sum(({ count }) => count);
};

const minnow = await startMinnow();
const bare = await serveBare();
const browser = await launchBrowser();
try {
  const owner = await signIn(browser, minnow);
  /** As wide and high as the editor's canvas. */
  const box = new URLSearchParams({ left: "228", top: "48", width: "856", height: "852" });
  const bareContext = () => browser.newContext({ viewport: VIEWPORT, locale: "en-US" });

  async function opened(context: BrowserContext, url: string): Promise<Stage> {
    await noteOpening(context);
    const page = await context.newPage();
    await timeToOpen(page, url);
    await settled(page);
    return stageOf(page);
  }
  /** With nothing in the browser's cache, as at a first visit. */
  async function openedFresh(make: () => Promise<BrowserContext>, url: string): Promise<number> {
    const context = await make();
    await noteOpening(context);
    const took = await timeToOpen(await context.newPage(), url);
    await context.close();
    return took;
  }
  /** Again in the same browser. */
  async function openedAgain(stage: Stage, url: string): Promise<number> {
    const page = await stage.page.context().newPage();
    const took = await timeToOpen(page, url);
    await page.close();
    return took;
  }

  head();
  for (const nodes of options.nodes.split(",").map(Number)) {
    const graphId = await owner.addGraph(nodes);
    const addresses = { minnow: `${minnow.url}/graphs/${graphId}`, bare: `${bare.url}/${nodes}?${box}` };
    const contexts = { minnow: await owner.newContext(), bare: await bareContext() };
    const ours = await opened(contexts.minnow, addresses.minnow);
    const canvas = await ours.page.locator(".react-flow").boundingBox();
    for (const [side, value] of [
      ["left", canvas?.x],
      ["top", canvas?.y],
      ["width", canvas?.width],
      ["height", canvas?.height],
    ] as const)
      box.set(side, String(value));
    addresses.bare = `${bare.url}/${nodes}?${box}`;
    const theirs = await opened(contexts.bare, addresses.bare);

    if (wanted.has("open")) {
      const aim = nodes === 1_000 ? "≤ 1.5 ×" : "";
      const fresh = await inTurns(
        () => openedFresh(owner.newContext, addresses.minnow),
        () => openedFresh(bareContext, addresses.bare),
      );
      tell({ work: "opening, first visit", nodes, unit: "ms", ...beside(...fresh), aim });
      const again = await inTurns(
        () => openedAgain(ours, addresses.minnow),
        () => openedAgain(theirs, addresses.bare),
      );
      tell({ work: "opening, scripts in the cache", nodes, unit: "ms", ...beside(...again), aim });
    }

    /** A gesture on both pages. */
    const both = (ready: (stage: Stage) => Promise<void>, gesture: (stage: Stage) => Promise<() => Promise<void>>) => {
      const once = async (stage: Stage) => {
        await stage.page.bringToFront();
        await ready(stage);
        const move = await gesture(stage);
        const frames = await framesDuring(stage, move);
        await settled(stage.page);
        return frames;
      };
      return inTurns(
        () => once(ours),
        () => once(theirs),
      );
    };
    if (wanted.has("pan")) tellFrames("panning, all in view", nodes, await both(showAll, pan));
    if (wanted.has("pan")) tellFrames("panning, close up", nodes, await both(closeUp, pan));
    if (wanted.has("zoom")) tellFrames("zooming in and out", nodes, await both(showAll, zoom));
    if (wanted.has("drag")) tellFrames("dragging a node, close up", nodes, await both(closeUp, dragNode));
    if (wanted.has("drag")) tellFrames("dragging a node, all in view", nodes, await both(showAll, dragNode));

    if (wanted.has("run")) {
      const ids = graphOf(nodes).nodes.flatMap(({ id }) => (turnOf(id) === null ? [] : [id]));
      const [first] = ids;
      const turn = turnOf(first ?? "");
      const holdMs = turn === null ? 0 : holdOf(turn);
      const lastsMs = Math.min(RUN_MS, (ids.length * 1_000) / NODES_A_SECOND + holdMs);
      const oursWhileRunning = async () => {
        await ours.page.bringToFront();
        await showAll(ours);
        await ours.page.getByRole("button", { name: "Run", exact: true }).click();
        await ours.page.locator('.react-flow__node [data-status="running"]').first().waitFor();
        const frames = await framesDuring(ours, () => pause(lastsMs));
        const stop = ours.page.getByRole("button", { name: "Cancel", exact: true });
        // The run may end just then.
        if (await stop.isVisible()) await stop.click({ timeout: 2_000 }).catch(() => {});
        await ours.page.locator('[data-status="running"]').first().waitFor({ state: "detached" });
        await settled(ours.page);
        return frames;
      };
      // The bare page has no server and no worker to share the machine with, so the same run goes on beside it, watched by nobody.
      const theirsWhileRunning = async () => {
        await theirs.page.bringToFront();
        await showAll(theirs);
        const runId = await owner.startRun(graphId);
        const stop = await theirs.page.evaluateHandle(([ids, everyMs, hold]) => window.bareRun(ids, everyMs, hold), [
          ids,
          1_000 / NODES_A_SECOND,
          holdMs,
        ] as const);
        const frames = await framesDuring(theirs, () => pause(lastsMs));
        await theirs.page.evaluate((stop) => stop(), stop);
        await owner.cancelRun(runId);
        await settled(theirs.page);
        return frames;
      };
      tellFrames(`a run, ${NODES_A_SECOND} nodes a second`, nodes, await inTurns(oursWhileRunning, theirsWhileRunning));
    }

    if (wanted.has("type")) {
      const typing = async (stage: Stage) => {
        const frames = await framesDuring(stage, () => type(stage, KEYS));
        await settled(stage.page);
        return frames;
      };
      await showAll(ours);
      await closeUp(ours);
      await chooseNode(ours, "template");
      await ours.page.locator("[data-side-panel] .cm-content").waitFor();
      // What this machine drops by itself.
      const alone = await stageOf(await contexts.bare.newPage());
      await alone.page.setContent("<textarea></textarea>");
      const [minnowFrames, bareFrames, aloneFrames] = await inTurns(
        async () => {
          await ours.page.bringToFront();
          await ours.page.locator("[data-side-panel] .cm-content").click();
          return typing(ours);
        },
        async () => {
          await theirs.page.bringToFront();
          await theirs.page.locator("textarea").click();
          return typing(theirs);
        },
        async () => {
          await alone.page.bringToFront();
          await alone.page.locator("textarea").click();
          return framesDuring(alone, () => type(alone, KEYS));
        },
      );
      tellFrames("typing: inspector, textarea", nodes, [minnowFrames, bareFrames]);
      const work = "the same, dropped frames";
      tell({ work, nodes, unit: "%", ...beside([droppedOf(minnowFrames)], [droppedOf(bareFrames)]), aim: "0" });
      tell({
        work: `${work}, a textarea alone on a page`,
        nodes,
        unit: "%",
        minnow: droppedOf(minnowFrames),
        bare: droppedOf(aloneFrames),
      });
    }

    if (wanted.has("scripts") && nodes === Number(options.nodes.split(",")[0])) {
      const context = await owner.newContext();
      await noteOpening(context);
      const scripts = await scriptsOf(context, addresses.minnow);
      const total = scripts.reduce((sum, { kilobytes }) => sum + kilobytes, 0);
      tell({ work: "scripts before the graph shows, gzipped", nodes, unit: "KB", minnow: total, aim: "≤ 450" });
      const largest = scripts.slice(0, 5).map(({ file, kilobytes }) => `${file} ${kilobytes.toFixed(0)}`);
      console.log(`       ${scripts.length} files; largest: ${largest.join(", ")}`);
    }
    await contexts.minnow.close();
    await contexts.bare.close();
  }
} finally {
  await browser.close();
  bare.close();
  await minnow.stop();
}
if (options.json)
  console.log(JSON.stringify(Object.fromEntries(figures.map(({ work, nodes, aim, ...figure }) => [`${work} (${nodes})`, figure]))));
process.exit(0);
