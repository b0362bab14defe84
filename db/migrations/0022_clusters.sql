CREATE TABLE "cluster_calls" (
	"call_id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"graph_id" text NOT NULL,
	"node_id" text NOT NULL,
	"run_id" text NOT NULL,
	"cluster" text,
	"part" text,
	"closeness" real NOT NULL,
	"x" real NOT NULL,
	"y" real NOT NULL,
	"cost" double precision,
	"started_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "clusterings" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"graph_id" text NOT NULL,
	"node_id" text NOT NULL,
	"embedding_model" text,
	"naming_model" text,
	"model" json,
	"revision" integer DEFAULT 0 NOT NULL,
	"fit_due" timestamp with time zone,
	"progress" json,
	"error" json,
	"fitted_at" timestamp with time zone,
	"fitted_calls" integer DEFAULT 0 NOT NULL,
	"new_calls" integer DEFAULT 0 NOT NULL,
	"new_outliers" integer DEFAULT 0 NOT NULL,
	"assigned_until" timestamp with time zone,
	"assign_due" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "cluster_calls" ADD CONSTRAINT "cluster_calls_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clusterings" ADD CONSTRAINT "clusterings_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "clusterings" ADD CONSTRAINT "clusterings_graph_id_graphs_id_fk" FOREIGN KEY ("graph_id") REFERENCES "public"."graphs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cluster_calls_run_id_index" ON "cluster_calls" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "cluster_calls_graph_id_node_id_cluster_started_at_index" ON "cluster_calls" USING btree ("graph_id","node_id","cluster","started_at");--> statement-breakpoint
CREATE UNIQUE INDEX "clusterings_graph_id_node_id_index" ON "clusterings" USING btree ("graph_id","node_id");--> statement-breakpoint
CREATE INDEX "clusterings_fit_due_index" ON "clusterings" USING btree ("fit_due") WHERE fit_due is not null;--> statement-breakpoint
CREATE INDEX "clusterings_assign_due_index" ON "clusterings" USING btree ("assign_due") WHERE model is not null;