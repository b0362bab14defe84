CREATE TABLE "connection_states" (
	"connection_id" text NOT NULL,
	"caller" text NOT NULL,
	"workspace_id" text NOT NULL,
	"state" json NOT NULL,
	"told_at" timestamp with time zone NOT NULL,
	CONSTRAINT "connection_states_connection_id_caller_pk" PRIMARY KEY("connection_id","caller")
);
--> statement-breakpoint
ALTER TABLE "models" ADD COLUMN "quantisation" text;--> statement-breakpoint
ALTER TABLE "models" ADD COLUMN "licence" text;--> statement-breakpoint
ALTER TABLE "models" ADD COLUMN "sources" json DEFAULT '{}'::json NOT NULL;--> statement-breakpoint
ALTER TABLE "models" ADD COLUMN "probes" json DEFAULT '{}'::json NOT NULL;--> statement-breakpoint
ALTER TABLE "connection_states" ADD CONSTRAINT "connection_states_connection_id_connections_id_fk" FOREIGN KEY ("connection_id") REFERENCES "public"."connections"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "connection_states" ADD CONSTRAINT "connection_states_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "connection_states_workspace_id_index" ON "connection_states" USING btree ("workspace_id");