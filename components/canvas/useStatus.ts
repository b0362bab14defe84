import { useEditor } from "../editor/EditorContext";
import type { ShownStatus } from "./NodeRunLine";

/** How the node fares in the run that is shown. */
export const useStatus = (id: string): ShownStatus | undefined =>
  useEditor(({ run }) => {
    if (run === null) return undefined;
    return run.firings[id]?.shown.status ?? (run.status === "running" || run.status === "queued" ? "queued" : undefined);
  });
