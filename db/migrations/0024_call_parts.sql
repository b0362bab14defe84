CREATE TABLE "call_parts" (
	"graph_id" text NOT NULL,
	"hash" text NOT NULL,
	"workspace_id" text NOT NULL,
	"body" text NOT NULL,
	"used_at" timestamp with time zone NOT NULL,
	CONSTRAINT "call_parts_graph_id_hash_pk" PRIMARY KEY("graph_id","hash")
);
--> statement-breakpoint
CREATE TABLE "call_parts_left" (
	"graph_id" text PRIMARY KEY NOT NULL,
	"told_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "model_calls" ADD COLUMN "parts" text[];--> statement-breakpoint
ALTER TABLE "call_parts" ADD CONSTRAINT "call_parts_workspace_id_workspaces_id_fk" FOREIGN KEY ("workspace_id") REFERENCES "public"."workspaces"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
-- A call's request as it was sent: parts that are stored by hash put back in their places, to the letter.
CREATE FUNCTION whole_request(graph text, stored json, hashes text[]) RETURNS json LANGUAGE plpgsql STABLE AS $$
DECLARE
  whole text;
  part record;
BEGIN
  IF hashes IS NULL THEN RETURN stored; END IF;
  whole := stored::text;
  FOR part IN SELECT hash, body FROM call_parts WHERE graph_id = graph AND hash = ANY(hashes) LOOP
    whole := replace(whole, '{"$part":"' || part.hash || '"}', part.body);
  END LOOP;
  RETURN whole::json;
END $$;
