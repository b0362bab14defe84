/**
 * What a served model needs beside its weights, for buffers and a short context: about a fifth.
 * Source: EleutherAI, Transformer Math 101 (2023), section “Inference”: total memory ≈ 1.2 × weights.
 */
const BESIDE_WEIGHTS = 1.2;

/** How many bits a weight usually has: quantised to 4 or 8, or as trained. */
export const weightBits = [4, 8, 16] as const;

/**
 * Memory a model needs to be served, in GB (10⁹ bytes), from its parameters in billions and the bits of a weight.
 * All parameters count, also those a mixture of experts leaves idle for a token. Quantised files keep some layers
 * at more bits, and a long context needs more than is allowed for here: a typical figure, not a measured one.
 */
export const memoryGb = (parameters: number, bits: number): number => ((parameters * bits) / 8) * BESIDE_WEIGHTS;
