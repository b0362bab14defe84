import { useTranslations } from "next-intl";
import type { Messages } from "@/core/messages";

type Known = keyof Omit<Messages["canvas"]["portTypes"], "listOf">;
const LIST = "list of ";

/** The name of a port's type, as `portTypeName` of core gives it, in the reader's language. */
export function usePortTypeText(): (name: string) => string {
  const t = useTranslations("canvas.portTypes");
  const isKnown = (name: string): name is Known => name !== "listOf" && t.has(name as Known);
  const say = (name: string): string => {
    if (name.startsWith(LIST)) return t("listOf", { of: say(name.slice(LIST.length)) });
    return isKnown(name) ? t(name) : name;
  };
  return say;
}
