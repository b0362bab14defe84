CREATE TABLE "evaluation_candidates" (
	"evaluation_id" text NOT NULL,
	"workspace_id" text NOT NULL,
	"model" text NOT NULL,
	"position" integer NOT NULL,
	"state" text DEFAULT 'waiting' NOT NULL,
	"seen" integer DEFAULT 0 NOT NULL,
	"pairs" integer DEFAULT 0 NOT NULL,
	"losses" json,
	"more" integer,
	"history" json DEFAULT '[]'::json NOT NULL,
	CONSTRAINT "evaluation_candidates_evaluation_id_model_pk" PRIMARY KEY("evaluation_id","model")
);
--> statement-breakpoint
CREATE TABLE "evaluation_items" (
	"evaluation_id" text NOT NULL,
	"call_id" text NOT NULL,
	"model" text NOT NULL,
	"workspace_id" text NOT NULL,
	"run_id" text NOT NULL,
	"score" double precision NOT NULL,
	"agreement" json,
	"answer" json,
	"error" json,
	"request_hash" text,
	"reused" boolean DEFAULT false NOT NULL,
	"simulated" boolean NOT NULL,
	"input_tokens" integer,
	"output_tokens" integer,
	"cost" double precision,
	"latency_ms" double precision,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "evaluation_items_evaluation_id_model_call_id_pk" PRIMARY KEY("evaluation_id","model","call_id")
);
--> statement-breakpoint
CREATE TABLE "evaluations" (
	"id" text PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"graph_id" text NOT NULL,
	"node_id" text NOT NULL,
	"node_name" text NOT NULL,
	"fingerprint" text NOT NULL,
	"incumbent" text NOT NULL,
	"plan" json NOT NULL,
	"sample" json,
	"status" text DEFAULT 'queued' NOT NULL,
	"verdict" json,
	"error" json,
	"calls" integer DEFAULT 0 NOT NULL,
	"spent" double precision DEFAULT 0 NOT NULL,
	"reserved_calls" integer DEFAULT 0 NOT NULL,
	"reserved" double precision DEFAULT 0 NOT NULL,
	"simulated" boolean DEFAULT false NOT NULL,
	"job_id" text,
	"epoch" integer DEFAULT 0 NOT NULL,
	"worker" integer,
	"created_by" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "evaluation_candidates" ADD CONSTRAINT "evaluation_candidates_evaluation_id_evaluations_id_fk" FOREIGN KEY ("evaluation_id") REFERENCES "public"."evaluations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluation_candidates" ADD CONSTRAINT "evaluation_candidates_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluation_items" ADD CONSTRAINT "evaluation_items_evaluation_id_evaluations_id_fk" FOREIGN KEY ("evaluation_id") REFERENCES "public"."evaluations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluation_items" ADD CONSTRAINT "evaluation_items_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluation_items" ADD CONSTRAINT "evaluation_items_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluations" ADD CONSTRAINT "evaluations_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluations" ADD CONSTRAINT "evaluations_graph_id_graphs_id_fk" FOREIGN KEY ("graph_id") REFERENCES "public"."graphs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "evaluations" ADD CONSTRAINT "evaluations_created_by_users_id_fk" FOREIGN KEY ("created_by") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "evaluation_items_run_id_index" ON "evaluation_items" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "evaluations_workspace_id_created_at_index" ON "evaluations" USING btree ("workspace_id","created_at");--> statement-breakpoint
CREATE INDEX "evaluations_graph_id_node_id_created_at_index" ON "evaluations" USING btree ("graph_id","node_id","created_at");--> statement-breakpoint
CREATE UNIQUE INDEX "evaluations_underway" ON "evaluations" USING btree ("graph_id","node_id") WHERE status in ('queued', 'running', 'paused');--> statement-breakpoint
CREATE INDEX "evaluations_created_at_index" ON "evaluations" USING btree ("created_at") WHERE status in ('queued', 'running');