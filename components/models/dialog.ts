import type { ConnectionInfo, Preset } from "@/core/connections";

/** What of the Models page is open above it. */
export type Dialog =
  | { type: "add"; preset: Preset | "recorded" | null }
  | { type: "edit" | "choose" | "import" | "remove" | "probe"; connection: ConnectionInfo }
  | { type: "prices" }
  | { type: "model"; key: string };
