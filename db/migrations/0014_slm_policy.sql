ALTER TABLE "workspace_settings" ADD COLUMN "slm_policy" json DEFAULT '{"by":"parameters","max":10}'::json NOT NULL;--> statement-breakpoint
UPDATE "workspace_settings" SET "slm_policy" = json_build_object('by', 'parameters', 'max', "slm_max_parameters");--> statement-breakpoint
ALTER TABLE "workspace_settings" DROP COLUMN "slm_max_parameters";