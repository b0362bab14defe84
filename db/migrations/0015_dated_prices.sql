ALTER TABLE "models" ADD COLUMN "prices" json DEFAULT '[]'::json NOT NULL;--> statement-breakpoint
UPDATE "models" SET "prices" = json_build_array(json_build_object(
  'inputPrice', "input_price", 'outputPrice', "output_price", 'cachedInputPrice', null, 'reasoningPrice', null,
  'from', to_char("created_at" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'origin', json_build_object('by', CASE WHEN "simulation" IS NULL THEN 'before' ELSE 'invented' END)
)) WHERE "input_price" IS NOT NULL OR "output_price" IS NOT NULL;--> statement-breakpoint
ALTER TABLE "model_calls" ADD COLUMN "prices" json;--> statement-breakpoint
ALTER TABLE "models" DROP COLUMN "input_price";--> statement-breakpoint
ALTER TABLE "models" DROP COLUMN "output_price";
