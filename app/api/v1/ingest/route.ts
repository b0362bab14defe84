import { atTheDoor } from "@/server/api/rest/atTheDoor";
import { postLog } from "@/server/api/rest/ingest";
import { keyRoute } from "@/server/api/rest/keyRoute";

export const POST = atTheDoor(keyRoute("/api/v1/ingest", "POST", postLog));
