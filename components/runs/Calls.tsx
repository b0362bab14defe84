"use client";

import { Alert, Loader } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import type { inferRouterOutputs } from "@trpc/server";
import { useTranslations } from "next-intl";
import { z } from "zod";
import { Json } from "@/core/graph/json";
import type { AppRouter } from "@/server/api/root";
import { Count, Duration, Money } from "../format/Quantity";
import { useErrorText, useRunErrorText } from "../format/sentences";
import { ModelChip } from "../models/ModelChip";
import { usePriceLine } from "../models/prices/words";
import { useTRPC } from "../trpc";
import { Quiet } from "./Quiet";
import classes from "./Runs.module.css";
import { Value } from "./Values";

type Call = inferRouterOutputs<AppRouter>["runs"]["calls"][number];

type Props = { runId: string; path: string; running: boolean; calls: number; until?: number | undefined };

/** The model calls of one activation, exactly as sent and answered; those that had been answered `until` a moment, in milliseconds since 1970. */
export function Calls({ runId, path, running, calls, until = Number.POSITIVE_INFINITY }: Props) {
  const t = useTranslations("runs");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const read = useQuery(
    trpc.runs.calls.queryOptions(
      { runId, path },
      {
        refetchInterval: (query) =>
          (running && until === Number.POSITIVE_INFINITY) || (query.state.data?.length ?? 0) < calls ? 1_000 : false,
      },
    ),
  );
  if (read.error !== null) return <Alert color="red">{errorText(read.error)}</Alert>;
  if (read.data === undefined) return <Loader size="sm" m="md" />;
  const answered = read.data.filter(({ startedAt, latencyMs }) => Date.parse(startedAt) + (latencyMs ?? 0) <= until);
  if (answered.length === 0) return <Quiet>{running ? t("notYet") : t("noCalls")}</Quiet>;
  return (
    <div className={classes.values}>
      {answered.map((call, index) => (
        <CallReport
          key={call.id}
          call={call}
          heading={read.data.length > 1 ? t("callOf", { number: index + 1, count: read.data.length }) : null}
        />
      ))}
    </div>
  );
}

function CallReport({ call, heading }: { call: Call; heading: string | null }) {
  const t = useTranslations("runs");
  const errorText = useRunErrorText();
  const state = useTranslations("connectionState");
  const priceLine = usePriceLine();
  const { messages, rest } = partsOf(call.request);
  const hedged = hedgedIn(call.response);
  return (
    <section className={classes.call}>
      <header className={classes.callHead}>
        {heading !== null && <strong>{heading}</strong>}
        <ModelChip model={{ label: call.model, class: call.modelClass, simulated: call.simulated }} />
        {call.classWhenCalled !== call.modelClass && (
          <span className={classes.kind}>{t("otherClass", { today: call.modelClass, whenCalled: call.classWhenCalled })}</span>
        )}
        {call.cached && (
          <span className={classes.kind} title={t("fromRecordHint")}>
            {t("fromRecord")}
          </span>
        )}
      </header>
      {call.error !== null && <Alert color="red">{errorText(call.error)}</Alert>}
      <dl className={classes.figures}>
        <Figure name={t("latency")}>
          <Duration ms={call.latencyMs} />
        </Figure>
        <Figure name={t("firstToken")}>
          <Duration ms={call.firstTokenMs} />
        </Figure>
        <Figure name={t("tokensIn")} hint={call.tokensEstimated ? t("estimated") : undefined}>
          {call.tokensEstimated && call.inputTokens !== null && "≈ "}
          <Count value={call.inputTokens} />
        </Figure>
        <Figure name={t("tokensOut")} hint={call.tokensEstimated ? t("estimated") : undefined}>
          {call.tokensEstimated && call.outputTokens !== null && "≈ "}
          <Count value={call.outputTokens} />
        </Figure>
        {(call.cachedTokens ?? 0) > 0 && (
          <Figure name={t("cached")}>
            <Count value={call.cachedTokens} />
          </Figure>
        )}
        {(call.reasoningTokens ?? 0) > 0 && (
          <Figure name={t("reasoning")}>
            <Count value={call.reasoningTokens} />
          </Figure>
        )}
        <Figure name={t("cost")}>
          <Money usd={call.cost} />
        </Figure>
        {call.prices !== null && (
          <Figure name={t("pricesThen")} hint={t("pricesThenHint")}>
            {priceLine(call.prices)}
          </Figure>
        )}
        {call.retries > 0 && (
          <Figure name={t("transportRetries")}>
            <Count value={call.retries} />
          </Figure>
        )}
        {hedged !== null && (
          <Figure name={state("hedgedCall")} hint={state("hedgedHint")}>
            {state(`hedgedBy.${hedged}`)}
          </Figure>
        )}
      </dl>
      {call.schemaValid !== null && (
        <p className={classes.schema} data-valid={call.schemaValid}>
          {call.schemaValid ? t("schemaValid") : t("schemaInvalid")}
        </p>
      )}
      <h4 className={classes.part}>{t("sent")}</h4>
      {messages.map(({ role, content, toolCalls = [] }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages of a recorded call never move
        <Value key={index} name={t(`role.${role}`)} value={toolCalls.length > 0 && content === "" ? toolCalls : content} />
      ))}
      {rest !== null && (
        <details className={classes.details}>
          <summary>{t("parameters")}</summary>
          <Value label={t("parameters")} value={rest} />
        </details>
      )}
      <h4 className={classes.part}>{t("answered")}</h4>
      {call.outputText === null ? (
        <Quiet>{t("noAnswer")}</Quiet>
      ) : (
        <Value label={t("answered")} value={callsIn(call.response) ?? call.outputText} />
      )}
      {call.response !== null && (
        <details className={classes.details}>
          <summary>{t("rawResponse")}</summary>
          <Value label={t("rawResponse")} value={call.response} />
        </details>
      )}
    </section>
  );
}

function Figure({ name, hint, children }: { name: string; hint?: string | undefined; children: React.ReactNode }) {
  return (
    <div title={hint}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

const Request = z.looseObject({
  messages: z.array(
    z.looseObject({ role: z.enum(["system", "user", "assistant", "tool"]), content: z.string(), toolCalls: z.array(Json).optional() }),
  ),
});

const Response = z.looseObject({ toolCalls: z.array(Json).min(1).optional(), tool_calls: z.array(Json).min(1).optional() });

/** The tools an answer calls, when that is all it does. */
function callsIn(response: Json | null): Json | null {
  const parsed = Response.safeParse(response);
  return parsed.success ? (parsed.data.toolCalls ?? parsed.data.tool_calls ?? null) : null;
}

const Hedged = z.looseObject({ hedged: z.looseObject({ answered: z.enum(["first", "second"]) }) });

/** Which of two calls gave an answer; null when only one was made. */
const hedgedIn = (response: Json | null): "first" | "second" | null => Hedged.safeParse(response).data?.hedged.answered ?? null;

/** The messages of a request, and everything else in it; a request of another form is shown whole. */
function partsOf(request: Json): { messages: z.infer<typeof Request>["messages"]; rest: Json | null } {
  const parsed = Request.safeParse(request);
  if (!parsed.success) return { messages: [], rest: request };
  const { messages, ...rest } = parsed.data;
  const kept = Object.entries(rest as Record<string, Json>);
  return { messages, rest: kept.length === 0 ? null : Object.fromEntries(kept) };
}
