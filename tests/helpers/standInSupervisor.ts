import { endsWithParent } from "@/server/processes/commands";
import { supervise } from "@/server/processes/supervise";

/**
 * The supervisor as a process of its own, with two small programs in place of web and worker, so that tests can kill it.
 * Reports over IPC once it runs. Arguments: data folder, port or "".
 */
const [folder = "", port = ""] = process.argv.slice(2);

const web = `
  const server = require("node:http").createServer((request, response) => response.end("web"));
  server.listen(Number(process.argv[1]), "127.0.0.1");
  // As Next does: it prints what goes wrong, be that its printing.
  process.on("uncaughtException", (error) => console.error(error));
  setInterval(() => console.log("still here"), 50);
`;
const worker = `
  process.on("SIGTERM", () => process.exit(0));
  setInterval(() => {}, 1000);
  process.send({ type: "ready" });
`;

try {
  await supervise(
    {
      root: process.cwd(),
      folder,
      host: "127.0.0.1",
      port: port === "" ? undefined : Number(port),
      mode: "production",
      web: (address) => [...endsWithParent, "-e", web, String(address.port)],
      worker: ["-e", worker],
      say: (line) => console.log(line),
      printed: (name, line) => console.log(name, line),
    },
    async (product) => {
      process.send?.({ url: product.url, databaseUrl: product.environment.DATABASE_URL, processes: product.processes() });
    },
  );
  process.exit(0);
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
  process.exit(1);
}
