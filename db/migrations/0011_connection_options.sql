ALTER TABLE "connections" ADD COLUMN "sealed_headers" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "sealed_proxy" text;--> statement-breakpoint
ALTER TABLE "connections" ADD COLUMN "options" json DEFAULT '{}'::json NOT NULL;