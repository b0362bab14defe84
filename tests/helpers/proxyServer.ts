import { createServer, request as forward } from "node:http";
import { connect } from "node:net";

export type ProxyServer = { url: string; seen: string[]; close(): Promise<void> };

/** A proxy that takes every name for this machine: forwards plain calls, and tunnels the others to the port that is asked for. */
export async function startProxy({ password, refuses }: { password?: string; refuses?: number } = {}): Promise<ProxyServer> {
  const seen: string[] = [];
  const allowed = (header: string | undefined) =>
    password === undefined || header === `Basic ${Buffer.from(`user:${password}`).toString("base64")}`;
  const server = createServer((incoming, response) => {
    const url = new URL(incoming.url ?? "", "http://nowhere");
    seen.push(`${incoming.method} ${url.href}`);
    if (!allowed(incoming.headers["proxy-authorization"])) return response.writeHead(407).end();
    const { method, headers } = incoming;
    const onward = forward({ host: "127.0.0.1", port: url.port, path: `${url.pathname}${url.search}`, method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    incoming.pipe(onward);
  });
  server.on("connect", (incoming, socket) => {
    seen.push(`CONNECT ${incoming.url}`);
    if (!allowed(incoming.headers["proxy-authorization"])) return socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    if (refuses !== undefined) return socket.end(`HTTP/1.1 ${refuses} Refused\r\n\r\n`);
    const onward = connect(Number(incoming.url?.split(":")[1]), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
    socket.on("error", () => onward.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`,
    seen,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
