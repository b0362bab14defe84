import { z } from "zod";

/** Where a workspace's runs are told to, and how that goes. Times are ISO 8601. */
export const TelemetryView = z.object({
  /** Of OTLP over HTTP, such as `https://collector.example.com/v1/traces`; null: nowhere. */
  endpoint: z.string().nullable(),
  /** Names of the headers that go along; their values are kept like keys. */
  headerNames: z.array(z.string()),
  /** Are inputs, outputs, prompts and answers told as well? */
  contents: z.boolean(),
  /** Runs that ended until then have been told. */
  toldUntil: z.string().nullable(),
  /** Why the last attempt failed; null when it didn't. */
  error: z.object({ code: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }).nullable(),
});
export type TelemetryView = z.infer<typeof TelemetryView>;

export const TelemetryTarget = z.object({
  endpoint: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .nullable(),
  /** Left out to keep the present ones. RFC 9110: a field name is a token, its value printable. */
  headers: z
    .record(
      z.string().regex(/^[\w!#$%&'*+.^`|~-]{1,100}$/),
      z
        .string()
        .trim()
        .regex(/^[\x20-\x7e]{1,4000}$/),
    )
    .refine((headers) => Object.keys(headers).length <= 20)
    .optional(),
  contents: z.boolean(),
});
export type TelemetryTarget = z.infer<typeof TelemetryTarget>;
