import { keyRoute } from "@/server/api/rest/keyRoute";
import { postRunAction } from "@/server/api/rest/runs";

export const POST = keyRoute("/api/v1/runs/[id]/[action]", "POST", postRunAction);
