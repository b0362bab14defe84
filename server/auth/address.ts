const loopbackNames = new Set(["localhost", "127.0.0.1", "[::1]"]);

/** Where people reach the product: `MINNOW_URL`, by default this machine at port 3000. */
export function publicUrl(): string {
  return process.env.MINNOW_URL ?? "http://localhost:3000";
}

/**
 * Is a Host header one of ours? A page of another site that makes its own name resolve to this machine
 * (DNS rebinding) sends that name here and is refused.
 */
export function isOwnHost(host: string | null, address: string = publicUrl()): boolean {
  if (host === null) return false;
  const own = new URL(address);
  if (host.toLowerCase() === own.host) return true;
  const name = host.toLowerCase().replace(/:\d+$/, "");
  return loopbackNames.has(name);
}

/**
 * Does a state-changing request come from our own pages? Cookies are shared by all ports of a host, and SameSite looks
 * at the site only, so a page on another port of localhost has to be told apart by its origin.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null && site !== "same-origin") return false;
  const origin = headers.get("origin");
  if (origin === null) return site === "same-origin";
  if (!URL.canParse(origin)) return false;
  return new URL(origin).host === headers.get("host")?.toLowerCase();
}
