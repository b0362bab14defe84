import { createServer } from "node:net";

/** Whether a TCP port can be listened on. */
export async function isFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return (await tryListening(port, host)) !== undefined;
}

/** A TCP port that is free now, chosen by the system. */
export async function freePort(host = "127.0.0.1"): Promise<number> {
  const port = await tryListening(0, host);
  if (port === undefined) throw new Error(`No free port on ${host}.`);
  return port;
}

function tryListening(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve(undefined);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" ? address?.port : undefined));
    });
  });
}
