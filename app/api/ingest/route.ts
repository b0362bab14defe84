import { atTheDoor } from "@/server/api/rest/atTheDoor";
import { postLog } from "@/server/api/rest/ingest";
import { userRoute } from "@/server/api/rest/userRoute";

export const POST = atTheDoor(userRoute("/api/ingest", "POST", postLog));
