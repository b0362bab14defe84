import { postTraces } from "@/server/api/rest/ingest";
import { keyRoute } from "@/server/api/rest/keyRoute";

export const POST = keyRoute("/api/v1/otlp/v1/traces", "POST", postTraces);
