"use client";

import { Select, Stack, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { z } from "zod";
import type { InspectorProps } from "@/components/inspector/contract";
import { ChoiceField, SwitchField, TemplateField, useFieldTexts } from "@/components/inspector/fields";
import { HeaderList } from "@/components/inspector/HeaderList";
import { renamedVariable } from "@/components/inspector/ports";
import { type HttpBody, type HttpConfig, isSafe, Method, Reading } from "./definition";

const BodyType = z.enum(["none", "port", "text"]);

const newBody = (type: HttpBody["type"]): HttpBody => (type === "text" ? { type, text: "", mediaType: "text/plain" } : { type });

export function HttpInspector({ node, config, change }: InspectorProps<HttpConfig>) {
  const t = useTranslations("editor.http");
  const texts = useFieldTexts("http");
  const { method, url, headers, body, reading, failOnError } = config;
  const values = headers.map(({ value }) => value);
  const bodyText = body.type === "text" ? [body.text] : [];
  return (
    <Stack gap="md">
      <Select
        size="xs"
        w={120}
        {...{ label: texts("method").label }}
        allowDeselect={false}
        data={Method.options}
        value={method}
        onChange={(chosen) => change({ ...config, method: Method.parse(chosen) })}
      />
      <TemplateField
        nodeId={node.id}
        label={texts("url").label}
        minHeight={32}
        value={url}
        others={[...values, ...bodyText]}
        onChange={(text, renames) => change({ ...config, url: text }, renames)}
      />
      <HeaderList
        label={texts("headers").label}
        headers={headers}
        onChange={(changed) =>
          change(
            { ...config, headers: changed },
            renamedVariable([url, ...values, ...bodyText], [url, ...changed.map(({ value }) => value), ...bodyText]),
          )
        }
      />
      {!isSafe(method) && (
        <ChoiceField
          label={texts("body").label}
          schema={BodyType}
          options={BodyType.options}
          value={body.type}
          nameOf={(type) => t(`bodies.${type}`)}
          hintOf={(type) => t(`bodyHints.${type}`)}
          onChange={(type) => change({ ...config, body: newBody(type) })}
        />
      )}
      {!isSafe(method) && body.type === "text" && (
        <>
          <TextInput
            size="xs"
            label={t("mediaType")}
            value={body.mediaType}
            onChange={(event) =>
              event.currentTarget.value !== "" && change({ ...config, body: { ...body, mediaType: event.currentTarget.value } })
            }
          />
          <TemplateField
            nodeId={node.id}
            label={t("bodyText")}
            value={body.text}
            others={[url, ...values]}
            onChange={(text, renames) => change({ ...config, body: { ...body, text } }, renames)}
          />
        </>
      )}
      <ChoiceField
        label={texts("reading").label}
        schema={Reading}
        options={Reading.options}
        value={reading}
        nameOf={(way) => t(`readings.${way}`)}
        onChange={(way) => change({ ...config, reading: way })}
      />
      <SwitchField {...texts("failOnError")} value={failOnError} onChange={(fails) => change({ ...config, failOnError: fails })} />
    </Stack>
  );
}
