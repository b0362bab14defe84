import { IconAlertOctagonFilled, IconAlertTriangleFilled } from "@tabler/icons-react";
import type { Problem } from "@/core/graph/validate";

/** An octagon keeps a graph from running, a triangle only warns: neither needs its colour. */
export function SeverityIcon({ severity, size }: { severity: Problem["severity"]; size: number }) {
  const Icon = severity === "error" ? IconAlertOctagonFilled : IconAlertTriangleFilled;
  return <Icon size={size} aria-hidden data-severity={severity} />;
}
