ALTER TABLE "approvals" ADD COLUMN "kind" text DEFAULT 'approval' NOT NULL;--> statement-breakpoint
ALTER TABLE "approvals" DROP CONSTRAINT "approvals_run_id_path_pk";--> statement-breakpoint
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_run_id_path_kind_pk" PRIMARY KEY("run_id","path","kind");--> statement-breakpoint
ALTER TABLE "activations" ADD COLUMN "taken_from" text;--> statement-breakpoint
UPDATE "activations" SET "taken_from" = 'record' WHERE "reused";--> statement-breakpoint
ALTER TABLE "activations" DROP COLUMN "reused";--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "breakpoints" json DEFAULT '[]'::json NOT NULL;
