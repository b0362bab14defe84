import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

export type PostgresUser = { uid: number; gid: number };

export const isRoot = () => process.getuid?.() === 0;

/** PostgreSQL refuses to run as root, so root runs it as the user "postgres", who is made when missing. Others run it as themselves. */
export async function postgresUser(): Promise<PostgresUser | undefined> {
  if (!isRoot()) return undefined;
  const known = await lookUp();
  if (known) return known;
  await run("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"]);
  const made = await lookUp();
  if (!made) throw new Error('You are root, and the user "postgres", as whom PostgreSQL must run, could not be made.');
  return made;
}

async function lookUp(): Promise<PostgresUser | undefined> {
  const [uid, gid] = await Promise.all(["-u", "-g"].map((flag) => run("id", [flag, "postgres"]).catch(() => undefined)));
  return uid && gid ? { uid: Number(uid.stdout), gid: Number(gid.stdout) } : undefined;
}
