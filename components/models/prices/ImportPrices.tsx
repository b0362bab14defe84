"use client";

import { Alert, Button, Checkbox, FileButton, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconFileImport } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type DragEvent, useMemo, useState } from "react";
import type { ConnectionInfo } from "@/core/connections";
import { isPricedByTokens, type PriceMap, readPriceMap } from "@/core/liteLlm";
import type { ModelInfo } from "@/core/models";
import { useErrorText } from "../../format/sentences";
import { useTRPC } from "../../trpc";
import { ModelChip } from "../ModelChip";
import models from "../Models.module.css";
import { type PriceOffer, priceOffers } from "./offers";
import classes from "./Prices.module.css";
import { dayOf, startOfDay } from "./validFrom";
import { usePriceLine } from "./words";

type Props = { models: readonly ModelInfo[]; connections: readonly ConnectionInfo[]; onClose(): void };

type Read = { file: string; map: PriceMap | null };

/** Reads a map of prices in the browser, and takes over the entries that somebody chose. */
export function ImportPrices({ models: registered, connections, onClose }: Props) {
  const t = useTranslations("prices.import");
  const common = useTranslations("common");
  const [read, setRead] = useState<Read | null>(null);
  const open = async (file: File) => {
    const text = await file.text();
    setRead({ file: file.name, map: readPriceMap(text) });
  };
  return (
    <Modal opened onClose={onClose} size="xl" title={t("title")} closeButtonProps={{ "aria-label": common("close") }}>
      <Stack>
        <Text size="sm" c="var(--minnow-text-dim)">
          {t("text")}
        </Text>
        <Drop compact={read?.map != null} onFile={(file) => void open(file)} />
        {read?.map === null && (
          <Alert color="red" role="alert">
            {t("unreadable", { file: read.file })}
          </Alert>
        )}
        {read !== null && read.map !== null && (
          <Offered key={read.file} file={read.file} map={read.map} models={registered} connections={connections} onClose={onClose} />
        )}
      </Stack>
    </Modal>
  );
}

function Drop({ compact, onFile }: { compact: boolean; onFile(file: File): void }) {
  const t = useTranslations("prices.import");
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const [file] = event.dataTransfer.files;
    if (file !== undefined) onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a shortcut; the button inside does the same
    <div
      className={compact ? classes.compactDrop : models.drop}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {!compact && <IconFileImport size={26} stroke={1.5} aria-hidden />}
      {!compact && <span>{t("drop")}</span>}
      <FileButton onChange={(file) => file !== null && onFile(file)} accept=".json,application/json">
        {(props) => (
          <Button {...props} variant="default" size={compact ? "compact-sm" : "sm"}>
            {t(compact ? "chooseOther" : "chooseFile")}
          </Button>
        )}
      </FileButton>
    </div>
  );
}

/** So many names of models that a sentence stays one. */
const NAMED = 6;

const listed = (names: readonly string[]): string => (names.length > NAMED ? `${names.slice(0, NAMED).join(", ")} …` : names.join(", "));

function Offered({ file, map, models: registered, connections, onClose }: Props & { file: string; map: PriceMap }) {
  const t = useTranslations("prices.import");
  const prices = useTranslations("prices");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const queries = useQueryClient();
  const offers = useMemo(() => priceOffers(map, registered, connections), [map, registered, connections]);
  const [taken, setTaken] = useState(() => new Set(offers.filter(({ certain, same }) => certain && !same).map(({ model }) => model.key)));
  const [day, setDay] = useState(() => dayOf(new Date()));
  const from = startOfDay(day, new Date());
  const take = useMutation(
    trpc.models.importPrices.mutationOptions({
      onSuccess: async (_, { entries }) => {
        // Prices show on every page.
        await queries.invalidateQueries();
        notifications.show({ message: t("done", { count: entries.length }) });
        onClose();
      },
    }),
  );
  const offered = new Set(offers.map(({ model }) => model.key));
  const without = registered.filter(({ key }) => !offered.has(key));
  const missing = without.filter(({ connectionKind }) => isPricedByTokens(connectionKind)).map(({ label }) => label);
  const own = without.length - missing.length;
  const chosen = offers.filter(({ model }) => taken.has(model.key));
  const toggle = (key: string, on: boolean) => {
    const next = new Set(taken);
    if (on) next.add(key);
    else next.delete(key);
    setTaken(next);
  };
  return (
    <>
      <Text size="sm" role="status">
        {t("found", { file, entries: map.entries.size, matches: offers.length })}
        {map.skipped > 0 && ` ${t("skipped", { count: map.skipped })}`}
      </Text>
      {offers.length > 0 && (
        <ul className={classes.offers}>
          {offers.map((offer) => (
            <OfferLine
              key={offer.model.key}
              offer={offer}
              taken={taken.has(offer.model.key)}
              onTake={(on) => toggle(offer.model.key, on)}
            />
          ))}
        </ul>
      )}
      {missing.length > 0 && <Text size="sm">{t("unmatched", { count: missing.length, models: listed(missing) })}</Text>}
      {own > 0 && (
        <Text size="sm" c="var(--minnow-text-dim)">
          {t("ownHardware", { count: own })}
        </Text>
      )}
      {offers.length > 0 && (
        <>
          <TextInput
            type="date"
            label={prices("validFrom")}
            description={prices("validFromHint")}
            error={from === null ? prices("dateNeeded") : undefined}
            value={day}
            onChange={({ currentTarget }) => setDay(currentTarget.value)}
            maw={260}
          />
          {take.error !== null && <Alert color="red">{errorText(take.error)}</Alert>}
          <Group justify="flex-end">
            <Button
              disabled={chosen.length === 0 || from === null}
              loading={take.isPending}
              onClick={() =>
                from !== null &&
                take.mutate({
                  file,
                  from,
                  entries: chosen.map(({ model, found }) => ({ key: model.key, entry: found.entry, prices: found.prices })),
                })
              }
            >
              {t("submit", { count: chosen.length })}
            </Button>
          </Group>
        </>
      )}
    </>
  );
}

function OfferLine({ offer, taken, onTake }: { offer: PriceOffer; taken: boolean; onTake(on: boolean): void }) {
  const t = useTranslations("prices.import");
  const priceLine = usePriceLine();
  const { model, found, certain, same } = offer;
  return (
    <li>
      <Checkbox
        aria-label={t("takeOne", { model: model.label })}
        checked={taken}
        disabled={same}
        onChange={({ currentTarget }) => onTake(currentTarget.checked)}
      />
      <div>
        <span className={classes.when}>
          <ModelChip model={{ label: model.label, class: model.class, simulated: false }} />
          {model.connectionName}
        </span>
        <span className={classes.line}>
          {same ? t("same", { prices: priceLine(found.prices) }) : priceLine(found.prices)}
          {!same && model.inputPrice !== null && <span className={classes.unit}> {t("instead", { prices: priceLine(model) })}</span>}
        </span>
        <span className={classes.origin}>
          <code>{found.entry}</code>
          {found.deprecated !== null && ` · ${t("ends", { date: found.deprecated })}`}
        </span>
        {!certain && <span className={classes.origin}>{t("byNameOnly")}</span>}
      </div>
    </li>
  );
}
