import { randomUUID } from "node:crypto";
import { errorStatus, MinnowError } from "@/core/errors";
import { type Locale, locales } from "@/core/graph/kind";
import { errorText } from "@/core/messages";
import { dataPolicy, safetyHeaders } from "@/server/auth/responseHeaders";

const titles: Record<number, string> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  413: "Content Too Large",
  421: "Misdirected Request",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

const dataHeaders = { ...safetyHeaders, "Content-Security-Policy": dataPolicy, "Cache-Control": "no-store" };

/** The first known language of `Accept-Language`, by its weights; English when none is known. */
export function acceptedLocale(headers: Headers): Locale {
  const wanted = (headers.get("accept-language") ?? "")
    .split(",")
    .map((entry) => {
      const [tag = "", ...params] = entry.trim().toLowerCase().split(";");
      const weight = params.map((param) => /^\s*q=([\d.]+)$/.exec(param)?.[1]).find((found) => found !== undefined);
      return { language: tag.slice(0, 2), weight: Number(weight ?? 1) };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return wanted.map(({ language }) => locales.find((locale) => locale === language)).find((known) => known !== undefined) ?? "en";
}

export function jsonResponse(body: unknown, init: { status?: number; headers?: Record<string, string> } = {}): Response {
  return Response.json(body, { status: init.status ?? 200, headers: { ...dataHeaders, ...init.headers } });
}

/** An error as RFC 9457 says, in the language that was asked for, with our code and the particulars of it. */
export function problemResponse(error: MinnowError, headers: Headers): Response {
  const status = errorStatus[error.code];
  const locale = acceptedLocale(headers);
  const problem = {
    type: `urn:minnow:problem:${error.code}`,
    title: titles[status] ?? "Error",
    status,
    detail: errorText(locale, error.code, error.params),
    code: error.code,
    params: error.params,
    ...(error.details === undefined ? {} : { details: error.details }),
  };
  return jsonResponse(problem, {
    status,
    headers: {
      "Content-Type": "application/problem+json",
      "Content-Language": locale,
      ...(status === 401 ? { "WWW-Authenticate": 'Bearer realm="minnow"' } : {}),
      ...(typeof error.params.seconds === "number" && status === 429 ? { "Retry-After": String(error.params.seconds) } : {}),
    },
  });
}

/** Any error of a route: an expected one as it is; a bug goes to the log, and its caller gets a reference to it. */
export function failureResponse(error: unknown, headers: Headers): Response {
  if (error instanceof MinnowError) return problemResponse(error, headers);
  const reference = randomUUID().slice(0, 8);
  console.error(`Unexpected error (reference ${reference})`, error);
  return problemResponse(new MinnowError("internal", { reference }, { cause: error }), headers);
}
