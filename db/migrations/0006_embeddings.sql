ALTER TABLE "knowledge_bases" ADD COLUMN "embedding_model" text;--> statement-breakpoint
ALTER TABLE "knowledge_bases" ADD COLUMN "embedding_due" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "knowledge_bases" ADD COLUMN "embedding_error" json;--> statement-breakpoint
ALTER TABLE "knowledge_chunks" ADD COLUMN "embedded_by" text;--> statement-breakpoint
ALTER TABLE "knowledge_chunks" ADD COLUMN "embedding" real[];--> statement-breakpoint
ALTER TABLE "knowledge_chunks" ADD COLUMN "embedding_signs" bit varying;