import type { Locale } from "@/core/graph/kind";
import type { Messages } from "@/core/messages";

declare module "next-intl" {
  interface AppConfig {
    Locale: Locale;
    Messages: Messages;
  }
}
