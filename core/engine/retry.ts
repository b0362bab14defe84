const BASE_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;

/** Exponential back-off with "equal jitter": half of the delay fixed, half drawn from the seed, so that a replay waits alike. Milliseconds. */
export function retryDelay(seed: string, activation: string, attempt: number): number {
  const ceiling = Math.min(MAX_DELAY_MS, BASE_DELAY_MS * 2 ** (attempt - 1));
  return ceiling / 2 + (ceiling / 2) * unitHash(`${seed} ${activation} ${attempt}`);
}

/** FNV-1a with a final avalanche, as a number in [0, 1). */
function unitHash(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  return (hash >>> 0) / 4294967296;
}
