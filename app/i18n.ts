import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { type Locale, locales } from "@/core/graph/kind";
import { messages } from "@/core/messages";

export const LOCALE_COOKIE = "minnow-locale";

const isLocale = (value: string | undefined): value is Locale => locales.some((locale) => locale === value);

/** The language of this request: the person's choice, else the browser's first known one. */
export async function requestLocale(): Promise<Locale> {
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value;
  if (isLocale(chosen)) return chosen;
  const accepted = (await headers()).get("accept-language") ?? "";
  const wanted = accepted.split(",").map((entry) => entry.trim().slice(0, 2).toLowerCase());
  return wanted.find(isLocale) ?? "en";
}

export default getRequestConfig(async () => {
  const locale = await requestLocale();
  return { locale, messages: messages[locale], timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone };
});
