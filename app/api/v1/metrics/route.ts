import { keyRoute } from "@/server/api/rest/keyRoute";
import { getMetrics } from "@/server/api/rest/metrics";

export const GET = keyRoute("/api/v1/metrics", "GET", getMetrics);
