/** Of clusters by their place in the list; a number beside each tells them apart where colours repeat or can't be told. */
const colours = ["blue", "orange", "teal", "grape", "red", "lime", "cyan", "pink", "yellow", "indigo", "green", "violet"] as const;

export const colourOf = (place: number): string => `var(--mantine-color-${colours[place % colours.length]}-6)`;
export const OUTLIER_COLOUR = "var(--minnow-skipped)";
