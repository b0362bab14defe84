"use client";

import { useFormatter, useTranslations } from "next-intl";
import type { ModelInfo } from "@/core/models";
import { ANSWER_TOKENS, disagreements, probeNames } from "@/core/probes";
import classes from "./Probes.module.css";

/** What trying a model found: each answer with its reason, the day, and where a person had said otherwise. */
export function ProbeResultList({ model }: { model: Pick<ModelInfo, "probes" | "capabilities" | "sources"> }) {
  const t = useTranslations("probes");
  const format = useFormatter();
  const odd = new Set<string>(disagreements(model));
  const found = probeNames.flatMap((name) => {
    const result = model.probes[name];
    return result === undefined ? [] : [{ name, ...result }];
  });
  if (found.length === 0) return <p className={classes.none}>{t("none")}</p>;
  // All are tried together.
  const latest =
    found
      .map(({ at }) => at)
      .sort()
      .at(-1) ?? "";
  return (
    <>
      <ul className={classes.results} aria-label={t("found")}>
        {found.map(({ name, verdict, reason, said }) => (
          <li key={name}>
            <span className={classes.name}>{t(`name.${name}`)}</span>
            <span className={classes.verdict} data-verdict={verdict}>
              {t(`verdict.${verdict}`)}
            </span>
            <span className={classes.reason}>
              {t(`reason.${reason}`, { said: said === "" ? "none" : said, tokens: ANSWER_TOKENS })}{" "}
              {name !== "usage" && odd.has(name) && (
                <strong>{t("disagrees", { word: model.capabilities[name] ? "yes" : "no", found: verdict })}</strong>
              )}
            </span>
          </li>
        ))}
      </ul>
      <p className={classes.day}>{t("at", { date: format.dateTime(new Date(latest), { dateStyle: "medium", timeStyle: "short" }) })}</p>
    </>
  );
}
