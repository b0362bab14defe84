import { type GraphFile, writeFile } from "@/core/graph/interchange/file";

/** Gives a graph to the person as a file. */
export function downloadGraph(slug: string, file: GraphFile): void {
  const url = URL.createObjectURL(new Blob([writeFile(file)], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${slug}.minnow.json`;
  link.click();
  URL.revokeObjectURL(url);
}
