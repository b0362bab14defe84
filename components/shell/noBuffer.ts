/** There is no Buffer in a browser, and nothing here asks for one (next.config.ts). */
export const Buffer = undefined;
