/** Of calls that are like no cluster. */
export const OUTLIER_COLOUR = "var(--minnow-skipped)";
