CREATE TABLE "telemetry_targets" (
	"workspace_id" text PRIMARY KEY NOT NULL,
	"endpoint" text,
	"sealed_headers" text,
	"contents" boolean DEFAULT false NOT NULL,
	"told_until" timestamp with time zone DEFAULT now() NOT NULL,
	"told_run" text DEFAULT '' NOT NULL,
	"failures" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"error" json
);
--> statement-breakpoint
ALTER TABLE "telemetry_targets" ADD CONSTRAINT "telemetry_targets_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;