import { isFree } from "@/db/port";

const usualPort = 3000;
const tries = 100;

/** The port of the web server: the one asked for or none, otherwise the first free one from 3000 on. */
export async function webPort(asked: number | undefined, host: string): Promise<number> {
  if (asked !== undefined) {
    if (await isFreeHere(asked, host)) return asked;
    throw new Error(`Port ${asked} is taken by another program. Stop it, or start with another PORT.`);
  }
  for (let port = usualPort; port < usualPort + tries; port++) if (await isFreeHere(port, host)) return port;
  throw new Error(`No free port from ${usualPort} to ${usualPort + tries - 1}. Start with PORT=… to name one.`);
}

/** A browser may try ::1 first for "localhost", so a program that listens there alone would get our visitors. */
async function isFreeHere(port: number, host: string): Promise<boolean> {
  for (const address of new Set([host, "127.0.0.1", "::1"])) if (!(await isFree(port, address))) return false;
  return true;
}
