"use client";

import { Alert, Button, Stack, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ModelInfo } from "@/core/models";
import { type DatedPrices, pricesAt } from "@/core/prices";
import { useMoney } from "../../format/Quantity";
import { ChangePrices } from "./ChangePrices";
import { PriceHistory } from "./PriceHistory";
import classes from "./Prices.module.css";
import { useArithmetic, useDay, useOrigin } from "./words";

/** What a model costs, who says so, what it did cost and will. */
export function PricesPanel({ model, mayEdit }: { model: ModelInfo; mayEdit: boolean }) {
  const t = useTranslations("prices");
  const [changing, setChanging] = useState(false);
  const present = pricesAt(model.prices, Date.now());
  return (
    <Stack>
      {model.connectionKind === "simulated" && <Alert color="gray">{t("inventedText")}</Alert>}
      {present === null ? <Text size="sm">{t("none")}</Text> : <Present prices={present} />}
      {mayEdit &&
        (changing ? (
          <ChangePrices model={model} present={present} onClose={() => setChanging(false)} />
        ) : (
          <Button variant="default" onClick={() => setChanging(true)} style={{ alignSelf: "flex-start" }}>
            {t("change")}
          </Button>
        ))}
      {model.prices.length > 0 && <PriceHistory model={model} present={present} mayEdit={mayEdit} />}
    </Stack>
  );
}

function Present({ prices }: { prices: DatedPrices }) {
  const t = useTranslations("prices");
  const money = useMoney();
  const origin = useOrigin();
  const day = useDay();
  const arithmetic = useArithmetic();
  const figures = [
    [t("input"), money(prices.inputPrice)],
    [t("output"), money(prices.outputPrice)],
    [t("cachedInput"), prices.cachedInputPrice === null ? t("asInput") : money(prices.cachedInputPrice)],
    [t("reasoning"), prices.reasoningPrice === null ? t("asOutput") : money(prices.reasoningPrice)],
  ] as const;
  return (
    <section aria-label={t("present")}>
      <p className={classes.unit}>{t("perMillion")}</p>
      <dl className={classes.figures}>
        {figures.map(([name, price]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{price}</dd>
          </div>
        ))}
      </dl>
      <p className={classes.origin}>
        {t("since", { date: day(prices) })} · {origin(prices.origin)}
      </p>
      {prices.origin.by === "hardware" &&
        arithmetic(prices.origin.use).map((line) => (
          <p key={line} className={classes.arithmetic}>
            {line}
          </p>
        ))}
    </section>
  );
}
