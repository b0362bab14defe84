/** Labels of a series, by name. */
export type Labels = Readonly<Record<string, string>>;
export type Metric = { name: string; help: string } & (
  | { type: "counter" | "gauge"; series: readonly { labels: Labels; value: number }[] }
  /** `buckets`: upper bounds in seconds with how many were at most that, the counts adding up. */
  | {
      type: "histogram";
      series: readonly { labels: Labels; buckets: readonly (readonly [bound: number, count: number])[]; sum: number; count: number }[];
    }
);

const escaped = (value: string): string => value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
const labelled = (labels: Labels): string => {
  const parts = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return parts.length === 0 ? "" : `{${parts.join(",")}}`;
};

/**
 * Metrics in the text format of Prometheus, version 0.0.4.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export function exposition(metrics: readonly Metric[]): string {
  const lines: string[] = [];
  for (const metric of metrics) {
    const { name, help, type } = metric;
    lines.push(`# HELP ${name} ${help.replaceAll("\\", "\\\\").replaceAll("\n", "\\n")}`, `# TYPE ${name} ${type}`);
    if (metric.type !== "histogram") for (const { labels, value } of metric.series) lines.push(`${name}${labelled(labels)} ${value}`);
    else
      for (const { labels, buckets, sum, count } of metric.series) {
        for (const [bound, most] of buckets) lines.push(`${name}_bucket${labelled({ ...labels, le: String(bound) })} ${most}`);
        lines.push(`${name}_bucket${labelled({ ...labels, le: "+Inf" })} ${count}`);
        lines.push(`${name}_sum${labelled(labels)} ${sum}`, `${name}_count${labelled(labels)} ${count}`);
      }
  }
  return `${lines.join("\n")}\n`;
}
