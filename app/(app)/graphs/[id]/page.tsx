import { EditorPage } from "@/components/editor/EditorPage";

export default async function GraphEditor({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  return <EditorPage graphId={id} />;
}
