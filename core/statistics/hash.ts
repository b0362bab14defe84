/** Where FNV-1a begins. */
const OFFSET = 0x811c9dc5;
const PRIME = 0x01000193;

/**
 * 32-bit FNV-1a over the UTF-16 units of a part of a text. Fast and the same everywhere; not for secrets.
 * @param basis another beginning gives another hash
 * @returns 32 bits, with a sign
 */
export function fnv1a(text: string, from = 0, to = text.length, basis = OFFSET): number {
  let hash = basis;
  for (let at = from; at < to; at++) hash = Math.imul(hash ^ text.charCodeAt(at), PRIME);
  return hash;
}

/** Spreads 32 bits over 32 bits (the finaliser of MurmurHash3). @returns without a sign */
export function spread(bits: number): number {
  let mixed = bits | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
