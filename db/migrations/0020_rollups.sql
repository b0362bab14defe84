CREATE TABLE "rollup_news" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"run_ids" text[] DEFAULT '{}' NOT NULL,
	"tallies" json
);
--> statement-breakpoint
CREATE TABLE "rollup_stale" (
	"workspace_id" text NOT NULL,
	"hour" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "rollup_stale_workspace_id_hour_pk" PRIMARY KEY("workspace_id","hour")
);
--> statement-breakpoint
CREATE TABLE "rollups" (
	"workspace_id" text NOT NULL,
	"graph_id" text NOT NULL,
	"level" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"subject" text NOT NULL,
	"node_id" text NOT NULL,
	"fingerprint" text NOT NULL,
	"model" text NOT NULL,
	"counts" json NOT NULL,
	"shapes" json NOT NULL,
	CONSTRAINT "rollups_pk" PRIMARY KEY("graph_id","level","starts_at","subject","node_id","fingerprint","model")
);
--> statement-breakpoint
DROP INDEX "runs_created_at_index";--> statement-breakpoint
ALTER TABLE "rollup_news" ADD CONSTRAINT "rollup_news_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollup_stale" ADD CONSTRAINT "rollup_stale_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rollups" ADD CONSTRAINT "rollups_graph_id_graphs_id_fk" FOREIGN KEY ("graph_id") REFERENCES "public"."graphs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "rollup_news_workspace_id_index" ON "rollup_news" USING btree ("workspace_id");--> statement-breakpoint
CREATE INDEX "rollups_workspace_id_level_starts_at_index" ON "rollups" USING btree ("workspace_id","level","starts_at");--> statement-breakpoint
CREATE INDEX "runs_created_at_index" ON "runs" USING btree ("created_at") WHERE status in ('queued', 'running', 'waiting', 'paused');--> statement-breakpoint
-- What was recorded before is counted when statistics are first read, or by the first worker.
INSERT INTO "rollup_stale" ("workspace_id", "hour")
SELECT DISTINCT "workspace_id", date_trunc('hour', "created_at", 'UTC') FROM "runs" WHERE "status" IN ('succeeded', 'failed', 'cancelled');
