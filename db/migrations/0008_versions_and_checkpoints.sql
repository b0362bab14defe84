CREATE TABLE "graph_checkpoints" (
	"id" text PRIMARY KEY NOT NULL,
	"graph_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"document_hash" text NOT NULL,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "graph_versions" ADD COLUMN "name" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "graph_versions" ADD COLUMN "published" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "graph_checkpoints" ADD CONSTRAINT "graph_checkpoints_graph_id_graphs_id_fk" FOREIGN KEY ("graph_id") REFERENCES "public"."graphs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "graph_checkpoints" ADD CONSTRAINT "graph_checkpoints_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "graph_checkpoints" ADD CONSTRAINT "graph_checkpoints_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "graph_checkpoints_graph_id_created_at_index" ON "graph_checkpoints" USING btree ("graph_id","created_at");