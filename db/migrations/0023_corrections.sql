CREATE TABLE "curation_corrections" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"verdict" text NOT NULL,
	"form" text NOT NULL,
	"text" text NOT NULL,
	"kind" text,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"undone_by" text,
	"undone_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "curation_passes" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"scope" text NOT NULL,
	"status" text DEFAULT 'underway' NOT NULL,
	"total" integer NOT NULL,
	"done" integer DEFAULT 0 NOT NULL,
	"changed" integer DEFAULT 0 NOT NULL,
	"cursor" text,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"error" json,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "values_due" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "values_taken_out" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "runs" ADD COLUMN "input_mark" text;--> statement-breakpoint
ALTER TABLE "curation_corrections" ADD CONSTRAINT "curation_corrections_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "curation_corrections" ADD CONSTRAINT "curation_corrections_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "curation_corrections" ADD CONSTRAINT "curation_corrections_undone_by_users_id_fk" FOREIGN KEY ("undone_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "curation_passes" ADD CONSTRAINT "curation_passes_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "curation_passes" ADD CONSTRAINT "curation_passes_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "curation_corrections_workspace_id_created_at_index" ON "curation_corrections" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "curation_corrections_said_once" ON "curation_corrections" USING btree ("workspace_id","form",lower("text")) WHERE undone_at is null;--> statement-breakpoint
CREATE INDEX "curation_passes_workspace_id_created_at_index" ON "curation_passes" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "curation_passes_workspace_id_index" ON "curation_passes" USING btree ("workspace_id") WHERE status = 'underway';--> statement-breakpoint
CREATE INDEX "curation_passes_due_at_index" ON "curation_passes" USING btree ("due_at") WHERE status = 'underway';--> statement-breakpoint
CREATE INDEX "runs_values_due_index" ON "runs" USING btree ("values_due") WHERE values_due is not null;