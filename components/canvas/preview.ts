import type { GraphNode } from "@/core/graph/document";
import { definitions } from "@/nodes/definitions";

const short = (text: string): string => {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 160 ? `${line.slice(0, 159)}…` : line;
};

const known = new WeakMap<GraphNode["config"], string>();

/** What a node does, in a line or two, from its config; empty when it says enough with its ports. */
export function previewOf(node: GraphNode): string {
  const preview = known.get(node.config) ?? readPreview(node);
  known.set(node.config, preview);
  return preview;
}

function readPreview({ kind, config }: GraphNode): string {
  switch (kind) {
    case "model": {
      const parsed = definitions.model.config.safeParse(config);
      const messages = parsed.success ? parsed.data.task.messages : [];
      return short((messages.find(({ role }) => role === "system") ?? messages[0])?.content ?? "");
    }
    case "template": {
      const parsed = definitions.template.config.safeParse(config);
      return parsed.success ? short(parsed.data.text) : "";
    }
    case "code": {
      const parsed = definitions.code.config.safeParse(config);
      return parsed.success ? short(parsed.data.source) : "";
    }
    case "router": {
      const parsed = definitions.router.config.safeParse(config);
      return parsed.success ? short(parsed.data.cases.map(({ name, when }) => `${name}: ${when}`).join("  ·  ")) : "";
    }
    case "loop": {
      const parsed = definitions.loop.config.safeParse(config);
      return parsed.success ? short(parsed.data.until) : "";
    }
    case "classify": {
      const parsed = definitions.classify.config.safeParse(config);
      return parsed.success ? short(parsed.data.task.labels.map(({ name }) => name).join("  ·  ")) : "";
    }
    case "vote":
    case "verify": {
      const parsed = definitions[kind].config.safeParse(config);
      const messages = parsed.success ? parsed.data.task.messages : [];
      return short((messages.find(({ role }) => role === "system") ?? messages[0])?.content ?? "");
    }
    case "http": {
      const parsed = definitions.http.config.safeParse(config);
      return parsed.success ? short(`${parsed.data.method} ${parsed.data.url}`) : "";
    }
    case "mcp": {
      const parsed = definitions.mcp.config.safeParse(config);
      return parsed.success ? short(parsed.data.url) : "";
    }
    case "transform": {
      const parsed = definitions.transform.config.safeParse(config);
      return parsed.success ? short(parsed.data.expression) : "";
    }
    case "human": {
      const parsed = definitions.human.config.safeParse(config);
      return parsed.success ? short(parsed.data.instructions) : "";
    }
    case "set":
    case "get": {
      const parsed = definitions[kind].config.safeParse(config);
      return parsed.success ? parsed.data.name : "";
    }
    default:
      return "";
  }
}
