import { type GraphFile, writeFile } from "@/core/graph/interchange/file";

/** Gives a graph to the person as a file. */
export const downloadGraph = (slug: string, file: GraphFile): void => downloadText(`${slug}.minnow.json`, writeFile(file));

/** Gives a JSON text to the person as a file. */
export function downloadText(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
