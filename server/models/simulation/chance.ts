import "server-only";

/** FNV-1a with a final avalanche: a number in [0, 1) that depends on the text alone. */
export function unit(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  hash = Math.imul(hash, 0xc2b2ae35);
  hash ^= hash >>> 16;
  return (hash >>> 0) / 4_294_967_296;
}

export const pick = <T>(items: readonly T[], seed: string): T | undefined => items[Math.floor(unit(seed) * items.length)];
