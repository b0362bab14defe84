import "server-only";

/** Streamed text is shown this often. Milliseconds. */
const BATCH_MS = 30;

/** Gathers streamed text and hands it on in batches. */
export function batchText(emit: (text: string) => void): { add(delta: string): void; flush(): void } {
  let text = "";
  let timer: NodeJS.Timeout | null = null;
  const flush = () => {
    if (timer !== null) clearTimeout(timer);
    timer = null;
    if (text !== "") emit(text);
    text = "";
  };
  return {
    add(delta) {
      text += delta;
      timer ??= setTimeout(flush, BATCH_MS);
    },
    flush,
  };
}
