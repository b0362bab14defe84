"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ModelInfo } from "@/core/models";
import { ANSWER_TOKENS, disagreements, probeNames } from "@/core/probes";
import classes from "./Probes.module.css";

/** What trying a model found: each answer with its reason and its day, and where a person had said otherwise. */
export function ProbeResultList({ model }: { model: Pick<ModelInfo, "probes" | "capabilities" | "sources"> }) {
  const t = useTranslations("probes");
  const format = useFormatter();
  const odd = new Set<string>(disagreements(model));
  const found = probeNames.flatMap((name) => {
    const result = model.probes[name];
    return result === undefined ? [] : [{ name, ...result }];
  });
  if (found.length === 0) return <p className={classes.none}>{t("none")}</p>;
  const day = (at: string) => format.dateTime(new Date(at), { dateStyle: "medium", timeStyle: "short" });
  return (
    <ul className={classes.results} aria-label={t("found")}>
      {found.map(({ name, verdict, reason, said, at }) => (
        <li key={name}>
          <span className={classes.name}>{t(`name.${name}`)}</span>
          <span className={classes.verdict} data-verdict={verdict}>
            {t(`verdict.${verdict}`)}
          </span>
          <span className={classes.reason}>
            {t(`reason.${reason}`, { said: said === "" ? "none" : said, tokens: ANSWER_TOKENS })}{" "}
            <small>{t("at", { date: day(at) })}</small>
            {name !== "usage" && odd.has(name) && (
              <strong>{t("disagrees", { word: model.capabilities[name] ? "yes" : "no", found: verdict })}</strong>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}
