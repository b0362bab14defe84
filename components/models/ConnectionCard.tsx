"use client";

import { ActionIcon, Button, Menu } from "@mantine/core";
import {
  IconAlertCircle,
  IconCircleCheck,
  IconDots,
  IconFlask,
  IconListCheck,
  IconPencil,
  IconTrash,
  IconUpload,
} from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ConnectionInfo } from "@/core/connections";
import { isErrorCode } from "@/core/errors";
import { ServerKind } from "@/core/models";
import { useDuration } from "../format/Quantity";
import { useErrorText } from "../format/sentences";
import { SimulatedMark } from "../runs/SimulatedMark";
import { useTRPCClient } from "../trpc";
import { ConnectionCalls } from "./ConnectionCalls";
import type { Dialog } from "./dialog";
import classes from "./Models.module.css";

const CHECK_FRESH_MS = 60_000;

/** Servers, and the folder of model files, can be asked what they have. */
const isAsked = (kind: ConnectionInfo["kind"]): boolean => kind === "gguf" || ServerKind.safeParse(kind).success;

/** A test of the connection's server: made once when the page opens, and again when asked for. */
function useCheck(connection: ConnectionInfo, mayEdit: boolean) {
  const client = useTRPCClient();
  const { id, kind, baseUrl, hasKey, hasProxy, headerNames, options, models } = connection;
  return useQuery({
    queryKey: ["connection check", id, baseUrl, hasKey, hasProxy, headerNames, options, models],
    queryFn: () => client.models.testConnection.mutate({ id }),
    enabled: mayEdit && isAsked(kind),
    staleTime: CHECK_FRESH_MS,
    retry: false,
    refetchOnWindowFocus: false,
  });
}

/** A place that answers model calls: what it is, where, and whether it works. */
export function ConnectionCard({
  connection,
  mayEdit,
  open,
}: {
  connection: ConnectionInfo;
  mayEdit: boolean;
  open(dialog: Dialog): void;
}) {
  const t = useTranslations("models");
  const { kind, name, baseUrl, models, recordings } = connection;
  const isServer = ServerKind.safeParse(kind).success;
  const check = useCheck(connection, mayEdit);
  return (
    <article className={classes.card} aria-label={name}>
      <header className={classes.cardHead}>
        <h3>{name}</h3>
        {kind === "simulated" && <SimulatedMark />}
        {mayEdit && kind !== "simulated" && <CardMenu connection={connection} open={open} />}
      </header>
      <p className={classes.where}>
        <span>{t(`kind.${kind}`)}</span>
        {baseUrl !== null && <code>{baseUrl.replace(/^https?:\/\//, "")}</code>}
      </p>
      <p className={classes.counts}>
        {t("models", { count: models })}
        {kind === "recorded" && ` · ${t("recordings", { count: recordings })}`}
        {isServer && ` · ${connection.hasKey ? t("withKey") : t("withoutKey")} · ${t("concurrent", { count: connection.maxConcurrent })}`}
      </p>
      {(kind === "gguf" || kind === "recorded" || kind === "simulated") && <p className={classes.status}>{t(`kindText.${kind}`)}</p>}
      {isAsked(kind) && <Status check={check} mayEdit={mayEdit} />}
      {isServer && <ConnectionCalls connectionId={connection.id} />}
      {mayEdit && kind !== "simulated" && (
        <footer className={classes.cardFoot}>
          {isAsked(kind) ? (
            <>
              <Button size="compact-sm" variant="default" loading={check.isFetching} onClick={() => void check.refetch()}>
                {t("test")}
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => open({ type: "choose", connection })}>
                {t("chooseModels")}
              </Button>
            </>
          ) : (
            <Button size="compact-sm" variant="default" onClick={() => open({ type: "import", connection })}>
              {t("import")}
            </Button>
          )}
        </footer>
      )}
    </article>
  );
}

function Status({ check, mayEdit }: { check: ReturnType<typeof useCheck>; mayEdit: boolean }) {
  const t = useTranslations("models");
  const errors = useTranslations("errors");
  const errorText = useErrorText();
  const duration = useDuration();
  if (!mayEdit) return null;
  if (check.error !== null) return <Problem text={errorText(check.error)} />;
  if (check.data === undefined) return <p className={classes.status}>{t("testing")}</p>;
  if (!check.data.ok) {
    const { code, params } = check.data;
    return <Problem text={isErrorCode(code) ? errors(code, params) : code} />;
  }
  const { models, missing, ms } = check.data;
  return (
    <>
      <p className={classes.status} data-state="ok" role="status">
        <IconCircleCheck size={16} aria-hidden /> {t("reachable", { time: duration(Math.round(ms)), models })}
      </p>
      {missing.length > 0 && <Problem text={t("notListed", { models: missing.slice(0, 3).join(", "), count: missing.length })} />}
    </>
  );
}

const Problem = ({ text }: { text: string }) => (
  <p className={classes.status} data-state="failed" role="status">
    <IconAlertCircle size={16} aria-hidden /> <span>{text}</span>
  </p>
);

function CardMenu({ connection, open }: { connection: ConnectionInfo; open(dialog: Dialog): void }) {
  const t = useTranslations("models");
  const probes = useTranslations("probes");
  const common = useTranslations("common");
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon aria-label={t("menu", { name: connection.name })} ml="auto">
          <IconDots size={16} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} />} onClick={() => open({ type: "edit", connection })}>
          {t("edit")}
        </Menu.Item>
        <Menu.Item leftSection={<IconListCheck size={15} />} onClick={() => open({ type: "choose", connection })}>
          {t("chooseModels")}
        </Menu.Item>
        {ServerKind.safeParse(connection.kind).success && (
          <Menu.Item leftSection={<IconFlask size={15} />} onClick={() => open({ type: "probe", connection })}>
            {probes("findAll")}
          </Menu.Item>
        )}
        {connection.kind === "recorded" && (
          <Menu.Item leftSection={<IconUpload size={15} />} onClick={() => open({ type: "import", connection })}>
            {t("import")}
          </Menu.Item>
        )}
        <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => open({ type: "remove", connection })}>
          {common("delete")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
