"use client";

import { ActionIcon, Alert, Badge } from "@mantine/core";
import { IconTrash } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ModelInfo } from "@/core/models";
import type { DatedPrices } from "@/core/prices";
import { useErrorText } from "../../format/sentences";
import { useTRPC } from "../../trpc";
import classes from "./Prices.module.css";
import { useArithmetic, useDay, useOrigin, usePriceLine } from "./words";

type Props = { model: ModelInfo; present: DatedPrices | null; mayEdit: boolean };

/** All prices a model has had and will have, the latest first. */
export function PriceHistory({ model, present, mayEdit }: Props) {
  const t = useTranslations("prices");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const priceLine = usePriceLine();
  const origin = useOrigin();
  const day = useDay();
  const arithmetic = useArithmetic();
  // Prices show on every page.
  const remove = useMutation(trpc.models.removePrices.mutationOptions({ onSuccess: () => queries.invalidateQueries() }));
  const now = Date.now();
  return (
    <section aria-label={t("history")}>
      <h3 className={classes.heading}>{t("history")}</h3>
      {remove.error !== null && <Alert color="red">{errorText(remove.error)}</Alert>}
      <ol className={classes.history}>
        {model.prices.toReversed().map((prices) => (
          <li key={prices.from}>
            <div>
              <span className={classes.when}>
                {t("from", { date: day(prices) })}
                {prices === present && <Badge size="xs">{t("now")}</Badge>}
                {Date.parse(prices.from) > now && (
                  <Badge size="xs" color="gray">
                    {t("coming")}
                  </Badge>
                )}
              </span>
              <span className={classes.line}>{priceLine(prices)}</span>
              <span
                className={classes.origin}
                title={prices.origin.by === "hardware" ? arithmetic(prices.origin.use).join("\n") : undefined}
              >
                {origin(prices.origin)}
              </span>
            </div>
            {mayEdit && (
              <ActionIcon
                variant="subtle"
                color="gray"
                aria-label={t("removeOne", { date: day(prices) })}
                title={t("removeOne", { date: day(prices) })}
                loading={remove.isPending && remove.variables.from === prices.from}
                onClick={() => remove.mutate({ key: model.key, from: prices.from })}
              >
                <IconTrash size={15} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}
