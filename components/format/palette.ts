/** Far enough apart for eyes that tell few colours apart. Whatever they mark has its name or number beside it as well. */
const colours = ["blue", "orange", "teal", "grape", "red", "lime", "cyan", "pink", "yellow", "indigo", "green", "violet"] as const;

/** A colour of Mantine's for the one at a place in a list, as its components take them. */
export const colourNameOf = (place: number): string => `${colours[place % colours.length]}.6`;

/** The same as CSS. */
export const colourOf = (place: number): string => cssOf(colourNameOf(place));
export const cssOf = (name: string): string => `var(--mantine-color-${name.replace(".", "-")})`;
