/** May the same statement succeed later: connection lost (08), server going away or coming up (57P), a transaction that stood still too long (25P03), deadlock and serialisation (40)? */
export function isTransient(error: unknown): boolean {
  for (let at = error, depth = 0; typeof at === "object" && at !== null && depth < 5; depth++) {
    const code = "code" in at ? String(at.code) : "";
    if (/^(?:08|57P|25P03|40)/.test(code) || /^(?:CONNECTION_|CONNECT_TIMEOUT|ECONN|EPIPE|ETIMEDOUT)/.test(code)) return true;
    at = "cause" in at ? at.cause : undefined;
  }
  return false;
}
