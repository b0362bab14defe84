"use client";

import type { z } from "zod";
import type { InspectorProps } from "@/components/inspector/contract";
import { useFieldTexts } from "@/components/inspector/fields";
import { NameInput } from "@/components/inspector/NameInput";
import type { set } from "./definition";

export function SetInspector({ config, change }: InspectorProps<z.output<typeof set.config>>) {
  const texts = useFieldTexts("set");
  return <NameInput label={texts("name").label} value={config.name} taken={[]} onRename={(name) => change({ name })} />;
}
