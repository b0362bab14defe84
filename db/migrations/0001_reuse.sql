ALTER TABLE "model_calls" ADD COLUMN "request_hash" text;--> statement-breakpoint
ALTER TABLE "model_calls" ADD COLUMN "cached" boolean DEFAULT false NOT NULL;--> statement-breakpoint
CREATE INDEX "model_calls_workspace_id_request_hash_started_at_index" ON "model_calls" USING btree ("workspace_id","request_hash","started_at") WHERE request_hash is not null and not cached and error is null;