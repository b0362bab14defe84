import { createServer } from "node:http";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { freePort } from "@/db/port";
import { bareSceneOf, graphOf } from "./scene";

const html = (style: string) => `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Bare</title><style>${style}
body { margin: 0; font: 12px sans-serif; }
#root { position: fixed; }
.bare { box-sizing: border-box; width: 240px; height: 132px; padding: 8px 10px; background: #fff; border: 1px solid #ccc; border-radius: 6px; }
.bare span { float: right; color: #555; }
textarea { position: fixed; right: 16px; bottom: 8px; }
</style></head><body><div id="root"></div>
<script>
const box = new URLSearchParams(location.search);
for (const side of ["left", "top", "width", "height"]) document.getElementById("root").style[side] = box.get(side) + "px";
</script>
<script src="/bare.js"></script></body></html>`;

/** Serves the bare page at `/<nodes>`, built as for production. */
export async function serveBare(): Promise<{ url: string; close(): void }> {
  const { outputFiles } = await build({
    entryPoints: [new URL("bare.tsx", import.meta.url).pathname],
    bundle: true,
    minify: true,
    write: false,
    outdir: "out",
    format: "iife",
    jsx: "automatic",
    define: { "process.env.NODE_ENV": '"production"' },
  });
  const textOf = (extension: string) => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? "";
  const [page, script] = [gzipSync(html(textOf(".css"))), gzipSync(textOf(".js"))];
  const scenes = new Map<string, Buffer>();
  const sceneOf = (count: string): Buffer => {
    const known = scenes.get(count) ?? gzipSync(JSON.stringify(bareSceneOf(graphOf(Number(count)))));
    scenes.set(count, known);
    return known;
  };
  const port = await freePort();
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://bare").pathname;
    const [, count] = /^\/scene\/(\d+)$/.exec(path) ?? [];
    const [type, body] =
      path === "/bare.js" ? ["text/javascript", script] : count !== undefined ? ["application/json", sceneOf(count)] : ["text/html", page];
    response.writeHead(200, { "content-type": type, "content-encoding": "gzip" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}
