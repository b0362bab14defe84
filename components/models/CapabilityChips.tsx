"use client";

import { Tooltip, VisuallyHidden } from "@mantine/core";
import { IconBook2, IconFile, IconFlask, IconServer2, IconTag, IconUser } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { FactOrigin } from "@/core/modelFacts";
import type { ModelInfo } from "@/core/models";
import { useSource } from "./FactSource";
import classes from "./Models.module.css";

const shown = ["jsonSchema", "tools", "logprobs", "embeddings"] as const;

const icons: Record<FactOrigin, typeof IconServer2> = {
  server: IconServer2,
  file: IconFile,
  catalogue: IconBook2,
  name: IconTag,
  person: IconUser,
  probe: IconFlask,
};

/** What a model can do, each with a mark of who says so. */
export function CapabilityChips({ model }: { model: ModelInfo }) {
  const t = useTranslations("models");
  const facts = useTranslations("facts");
  const source = useSource(model.sources);
  // What a simulated model can do is made up: there is nobody to have said it.
  const simulated = model.connectionKind === "simulated";
  return (
    <span className={classes.capabilities}>
      {shown
        .filter((name) => model.capabilities[name])
        .map((name) => {
          const from = model.sources[name]?.from;
          const Icon = from === undefined ? null : icons[from];
          const fact = t(`capability.${name}`);
          if (simulated) return <span key={name}>{fact}</span>;
          return (
            <Tooltip key={name} label={facts("about", { fact, source: source(name) })}>
              <span className={classes.sourced} data-from={from ?? "nobody"}>
                {fact}
                {Icon !== null && <Icon size={12} stroke={1.6} aria-hidden />}
                <VisuallyHidden>{source(name)}</VisuallyHidden>
              </span>
            </Tooltip>
          );
        })}
    </span>
  );
}
