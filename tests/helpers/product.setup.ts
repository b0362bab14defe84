import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { freePort } from "@/db/port";
import { buildWhenStale } from "@/server/processes/build";
import { nextCommand, root, workerCommand } from "@/server/processes/commands";
import { startProduct } from "@/server/processes/product";
import { signInLink } from "@/server/processes/signIn";

declare module "vitest" {
  interface ProvidedContext {
    product: {
      url: string;
      databaseUrl: string;
      /** Works once, so only one test can use it; `MINNOW_…` of `environment` make others. */
      signInLink: string;
      environment: { DATABASE_URL: string; MINNOW_SECRET: string; MINNOW_URL: string };
    };
  }
}

/** The whole product, built and started as `npm start` does it, on a fresh data folder and a free port. */
export default async function setup(project: TestProject) {
  const folder = await mkdtemp(join(tmpdir(), "minnow-product-"));
  const remove = () => rm(folder, { recursive: true, force: true });
  const say = (line: string) => console.log(`  ${line}`);
  try {
    const product = await startProduct({
      root,
      folder,
      host: "127.0.0.1",
      port: await freePort(),
      mode: "production",
      web: (address) => nextCommand("start", address),
      worker: workerCommand,
      prepare: (signal) => buildWhenStale(root, say, signal),
      say,
      printed: (name, line, stream) => {
        if (stream === "error") console.log(`  ${name} │ ${line}`);
      },
    });
    const { DATABASE_URL, MINNOW_SECRET, MINNOW_URL } = product.environment;
    project.provide("product", {
      url: product.url,
      databaseUrl: DATABASE_URL,
      signInLink: await signInLink(product.environment),
      environment: { DATABASE_URL, MINNOW_SECRET, MINNOW_URL },
    });
    return async () => {
      await product.stop();
      await remove();
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
