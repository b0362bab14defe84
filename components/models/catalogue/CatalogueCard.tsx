"use client";

import { Anchor, Badge, Button, CopyButton } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useFormatter, useLocale, useTranslations } from "next-intl";
import type { CatalogueModel } from "@/core/catalogue/model";
import { memoryGb, weightBits } from "@/core/footprint";
import type { ModelClass, ModelInfo } from "@/core/models";
import { ModelChip } from "../ModelChip";
import classes from "./Catalogue.module.css";
import { useFactLine } from "./words";

type Props = { model: CatalogueModel; modelClass: ModelClass; registered: readonly ModelInfo[] };

/** A model of the catalogue: its facts with their source, what is said of it and by whom, and how to get it. */
export function CatalogueCard({ model, modelClass, registered }: Props) {
  const t = useTranslations("catalogue");
  const locale = useLocale();
  const factLine = useFactLine();
  const command = model.ollama === null ? null : `ollama pull ${model.ollama}`;
  return (
    <li className={classes.card} aria-label={model.name}>
      <div className={classes.head}>
        <ModelChip model={{ label: model.name, class: modelClass, simulated: false }} />
        <span className={classes.developer}>{model.developer}</span>
      </div>
      <p className={classes.facts}>
        {factLine(model)} (
        <Anchor href={model.source} target="_blank" rel="noreferrer" underline="always" inherit>
          {t("source")}
        </Anchor>
        )
      </p>
      <Memory parameters={model.parameters} />
      {model.abilities.length > 0 && (
        <p className={classes.abilities}>
          {model.abilities.map((ability) => (
            <Badge key={ability} size="sm" variant="default" tt="none" fw={500}>
              {t(`ability.${ability}`)}
            </Badge>
          ))}
        </p>
      )}
      {model.claims.map(({ by, text, source }) => (
        <blockquote key={text.en} className={classes.claim}>
          <p>{text[locale === "zh" ? "zh" : "en"]}</p>
          <footer>
            <Anchor href={source} target="_blank" rel="noreferrer" underline="always" inherit>
              {by === "paper" ? t("saysPaper") : t("saysDeveloper", { developer: model.developer })}
            </Anchor>
          </footer>
        </blockquote>
      ))}
      <div className={classes.foot}>
        {registered.length > 0 && (
          <span className={classes.registered}>
            <IconCheck size={14} aria-hidden />
            {t("registered", { models: registered.map(({ key }) => key).join(", ") })}
          </span>
        )}
        {command !== null && (
          <CopyButton value={command}>
            {({ copied, copy }) => (
              <Button
                size="compact-xs"
                variant="default"
                leftSection={copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
                aria-label={t("copy", { command })}
                onClick={copy}
              >
                <code>{copied ? t("copied") : command}</code>
              </Button>
            )}
          </CopyButton>
        )}
      </div>
    </li>
  );
}

/** What its weights need with so many bits each. */
function Memory({ parameters }: { parameters: number | null }) {
  const t = useTranslations("catalogue");
  const format = useFormatter();
  if (parameters === null) return <p className={classes.memory}>{t("memoryUnknown")}</p>;
  return (
    <dl className={classes.memory} aria-label={t("memory")}>
      {weightBits.map((bits) => (
        <div key={bits}>
          <dt>{t("bits", { bits })}</dt>
          <dd>{t("gb", { gb: format.number(memoryGb(parameters, bits), { maximumSignificantDigits: 2 }) })}</dd>
        </div>
      ))}
    </dl>
  );
}
