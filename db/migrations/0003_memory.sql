CREATE TABLE "memories" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"workspace_id" text NOT NULL,
	"store" text NOT NULL,
	"key" text NOT NULL,
	"message" json NOT NULL,
	"origin" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "memories" ADD CONSTRAINT "memories_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "memories_workspace_id_store_key_origin_index" ON "memories" USING btree ("workspace_id","store","key","origin");--> statement-breakpoint
CREATE INDEX "memories_workspace_id_store_key_id_index" ON "memories" USING btree ("workspace_id","store","key","id");