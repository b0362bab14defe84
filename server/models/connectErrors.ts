import "server-only";
import type { ErrorCode, ErrorParams } from "@/core/errors";

export type ConnectFailure = { code: ErrorCode; params: ErrorParams; retryable: boolean };

const UNTRUSTED = /^(?:DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_|CERT_UNTRUSTED|CERT_REVOKED|INVALID_CA)/;

/**
 * What kept a call from reaching a server at all, by the system's own code for it and what was said; null when it was something else. Behind a proxy
 * whatever fails before the connection is encrypted is the proxy's: the server is connected to by it.
 */
export function connectFailure(code: string, message: string, host: string, proxy: string | null): ConnectFailure | null {
  const fail = (error: ErrorCode, params: ErrorParams, retryable: boolean): ConnectFailure => ({ code: error, params, retryable });
  if (/^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/.test(code)) return fail("provider_certificate_expired", { host }, false);
  if (UNTRUSTED.test(code)) return fail("provider_certificate_unknown", { host, reason: code }, false);
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return fail("provider_certificate_host", { host }, false);
  if (code === "EPROTO" || /^(?:ERR_SSL_|ERR_TLS_|CERT_)/.test(code)) return fail("provider_tls", { host, reason: code }, false);
  if (proxy !== null) {
    const status = /Proxy (?:Authentication Required|response) \((\d{3})\)/.exec(message)?.[1];
    if (status === "407") return fail("provider_proxy_unauthorized", { proxy }, false);
    if (status !== undefined) return fail("provider_proxy_failed", { proxy, host, status: Number(status) }, true);
    if (/^(?:E(?:CONNREFUSED|NOTFOUND|AI_AGAIN|HOSTUNREACH|NETUNREACH|TIMEDOUT)|UND_ERR_(?:CONNECT_TIMEOUT|PRX))/.test(code))
      return fail("provider_proxy_unreachable", { proxy, reason: code }, true);
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return fail("provider_name_unknown", { host }, true);
  if (code === "ECONNREFUSED") return fail("provider_refused", { host }, true);
  if (/^(?:E(?:HOSTUNREACH|NETUNREACH|TIMEDOUT)|UND_ERR_CONNECT_TIMEOUT)$/.test(code))
    return fail("provider_unreachable", { host, reason: code }, true);
  return null;
}
