import { preload } from "react-dom";
import { EditorPage } from "@/components/editor/EditorPage";
import { openingAddress } from "@/components/editor/opening";

export default async function GraphEditor({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  preload(openingAddress(id), { as: "fetch", crossOrigin: "anonymous" });
  return <EditorPage graphId={id} />;
}
