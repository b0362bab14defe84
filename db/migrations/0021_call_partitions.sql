ALTER TABLE "model_calls" RENAME TO "model_calls_whole";--> statement-breakpoint
CREATE TABLE "model_calls" (LIKE "model_calls_whole" INCLUDING DEFAULTS) PARTITION BY RANGE ("started_at");--> statement-breakpoint
-- Holds what no month has a partition for: nothing recorded is ever refused.
CREATE TABLE "model_calls_other" PARTITION OF "model_calls" DEFAULT;--> statement-breakpoint
-- Makes the partition of a moment's month, unless it is there or calls of that month lie in "other". Apart and then attached,
-- because that lets others go on reading and writing.
CREATE FUNCTION make_call_partition(moment timestamptz) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  first timestamptz := date_trunc('month', moment, 'UTC');
  following timestamptz := (first AT TIME ZONE 'UTC' + interval '1 month') AT TIME ZONE 'UTC';
  name text := 'model_calls_' || to_char(first AT TIME ZONE 'UTC', 'YYYY_MM');
BEGIN
  IF to_regclass(name) IS NOT NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(7426411004);
  IF to_regclass(name) IS NOT NULL THEN RETURN; END IF;
  IF EXISTS (SELECT FROM model_calls_other WHERE started_at >= first AND started_at < following) THEN RETURN; END IF;
  EXECUTE format('CREATE TABLE %I (LIKE model_calls INCLUDING DEFAULTS INCLUDING CONSTRAINTS)', name);
  EXECUTE format('ALTER TABLE model_calls ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)', name, first, following);
END $$;--> statement-breakpoint
SELECT make_call_partition(month) FROM (
  SELECT DISTINCT date_trunc('month', "started_at", 'UTC') AS month FROM "model_calls_whole"
  UNION SELECT now() UNION SELECT now() + interval '1 month'
) AS months;--> statement-breakpoint
INSERT INTO "model_calls" SELECT * FROM "model_calls_whole";--> statement-breakpoint
DROP TABLE "model_calls_whole";--> statement-breakpoint
ALTER TABLE "model_calls" ADD CONSTRAINT "model_calls_pk" PRIMARY KEY("id","started_at");--> statement-breakpoint
ALTER TABLE "model_calls" ADD CONSTRAINT "model_calls_run_id_runs_id_fk" FOREIGN KEY ("run_id") REFERENCES "public"."runs"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "model_calls_run_id_index" ON "model_calls" USING btree ("run_id");--> statement-breakpoint
CREATE INDEX "model_calls_graph_id_node_id_fingerprint_index" ON "model_calls" USING btree ("graph_id","node_id","fingerprint");--> statement-breakpoint
CREATE INDEX "model_calls_workspace_id_started_at_index" ON "model_calls" USING btree ("workspace_id","started_at");--> statement-breakpoint
CREATE INDEX "model_calls_workspace_id_request_hash_started_at_index" ON "model_calls" USING btree ("workspace_id","request_hash","started_at") WHERE request_hash is not null and not cached and error is null;
