import superjson from "superjson";

/** Where an editor reads its graph: the very address that its query asks, so that the browser can ask before any script has run. */
export const openingAddress = (id: string): string =>
  `/api/trpc/graphs.open?batch=1&input=${encodeURIComponent(JSON.stringify({ 0: superjson.serialize({ id }) }))}`;
