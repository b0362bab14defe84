import { type Product, type ProductOptions, startProduct } from "./product";

/** A terminal's Ctrl-C reaches npm, the bootstrap and this process, and the first two pass it on: all that is one request. */
const oneRequestMs = 1_000;

/**
 * Runs the product until a signal, or the end of the process that started this one, and stops it in order.
 * A second signal ends it at once.
 * @param greet called once it runs
 */
export async function supervise(options: ProductOptions, greet: (product: Product) => Promise<void>): Promise<void> {
  const { say } = options;
  const giveUp = new AbortController();
  let product: Product | undefined;
  let askedToStop = () => {};
  const stopAsked = new Promise<void>((resolve) => {
    askedToStop = resolve;
  });

  onStopRequest((count) => {
    if (count === 1) {
      say("Stopping …");
      giveUp.abort(new Error("Stopped while starting."));
      askedToStop();
    } else {
      say("Ending at once …");
      product?.kill();
    }
  });

  try {
    product = await startProduct({ ...options, signal: giveUp.signal });
  } catch (error) {
    if (giveUp.signal.aborted) return;
    throw error;
  }
  try {
    await greet(product);
    await stopAsked;
  } finally {
    await product.stop();
  }
  say("Stopped.");
}

function onStopRequest(handle: (count: number) => void): void {
  let count = 0;
  let last = Number.NEGATIVE_INFINITY;
  const request = () => {
    const now = performance.now();
    if (now - last < oneRequestMs) return;
    last = now;
    handle(++count);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, request);
  // The one that started us and holds the terminal is gone.
  process.on("disconnect", request);
  // A closed terminal must not end us before we have stopped what we started.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});
}
