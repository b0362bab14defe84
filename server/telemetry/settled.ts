import "server-only";

/** A run that ended so recently may not be the last one that did: what commits later may have ended earlier. Milliseconds. */
export const SETTLED = 2_000;
