"use client";

import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconPlugConnected } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ConnectionInfo, Offer } from "@/core/connections";
import { useErrorText } from "../format/sentences";
import { useTRPC, useTRPCClient } from "../trpc";
import classes from "./Models.module.css";

/** Servers found on this machine or in its environment, each one click from being connected. */
export function Offers({ onChoose }: { onChoose(connection: ConnectionInfo): void }) {
  const trpc = useTRPC();
  const { data: offers = [] } = useQuery(trpc.models.offers.queryOptions());
  if (offers.length === 0) return null;
  return (
    <div className={classes.offers}>
      {offers.map((offer) => (
        <OfferLine key={offer.id} offer={offer} onChoose={onChoose} />
      ))}
    </div>
  );
}

function OfferLine({ offer, onChoose }: { offer: Offer; onChoose(connection: ConnectionInfo): void }) {
  const t = useTranslations("models");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const accept = useMutation(
    trpc.models.acceptOffer.mutationOptions({
      onSuccess: async ({ connectionId, models }) => {
        await queries.invalidateQueries(trpc.models.pathFilter());
        notifications.show({ message: t("offerAdded", { name: offer.name, models }), color: "teal" });
        if (models > 0) return;
        const added = (await client.models.connections.query()).find(({ id }) => id === connectionId);
        if (added !== undefined) onChoose(added);
      },
      onError: (error) => notifications.show({ message: errorText(error), color: "red" }),
    }),
  );
  const { name, host, models } = offer;
  return (
    <div className={classes.offer}>
      <IconPlugConnected size={20} stroke={1.6} aria-hidden />
      <span>
        {models === null
          ? t("offerEnvironment", { name, host, key: offer.hasKey ? "yes" : "no" })
          : t("offerLocal", { name, host, models: models.length })}
      </span>
      <Button size="compact-sm" loading={accept.isPending} onClick={() => accept.mutate({ id: offer.id })}>
        {models === null ? t("offerAdd", { name }) : t("offerAddWith", { name, models: models.length })}
      </Button>
    </div>
  );
}
