import { keyRoute } from "@/server/api/rest/keyRoute";
import { getRun } from "@/server/api/rest/runs";

export const GET = keyRoute("/api/v1/runs/[id]", "GET", getRun);
