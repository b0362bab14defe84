ALTER TABLE "run_events" RENAME COLUMN "event" TO "events";--> statement-breakpoint
UPDATE "run_events" SET "events" = json_build_array("events");
