import { createServer } from "node:net";

/** Whether nobody listens on a TCP port. An address this machine doesn't have, such as ::1 without IPv6, has no listeners. */
export async function isFree(port: number, host = "127.0.0.1"): Promise<boolean> {
  return (await tryListening(port, host)) !== "taken";
}

/** A TCP port that is free now, chosen by the system. */
export async function freePort(host = "127.0.0.1"): Promise<number> {
  const port = await tryListening(0, host);
  if (typeof port === "string") throw new Error(`No free port on ${host}.`);
  return port;
}

function tryListening(port: number, host: string): Promise<number | "taken" | "no such address"> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" || error.code === "EACCES") resolve("taken");
      else if (error.code === "EADDRNOTAVAIL" || error.code === "EAFNOSUPPORT") resolve("no such address");
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : port));
    });
  });
}
