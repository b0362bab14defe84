CREATE TABLE "feedback" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"path" text DEFAULT '' NOT NULL,
	"author" text NOT NULL,
	"author_type" text NOT NULL,
	"verdict" text,
	"score" double precision,
	"correction" json,
	"comment" text DEFAULT '' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "feedback" ADD CONSTRAINT "feedback_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "feedback_run_id_path_author_index" ON "feedback" USING btree ("run_id","path","author");--> statement-breakpoint
CREATE INDEX "feedback_workspace_id_created_at_index" ON "feedback" USING btree ("workspace_id","created_at");