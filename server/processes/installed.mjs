import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Whether node_modules holds exactly the packages of package-lock.json that belong on this machine. Runs before anything is installed.
 * @param {string} root
 * @param {{ platform: string, arch: string, report?: { getReport(): object } }} machine
 */
export function installedMatchesLock(root, machine = process) {
  const wanted = packagesOf(join(root, "package-lock.json"));
  const installed = packagesOf(join(root, "node_modules/.package-lock.json"));
  if (!wanted || !installed) return false;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "") continue;
    const found = installed[path];
    if (found ? !isSame(entry, found) : isNeeded(entry, machine)) return false;
  }
  return Object.keys(installed).every((path) => path in wanted);
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch (error) {
    if (error.code === "ENOENT" || error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function isSame(entry, found) {
  return entry.version === found.version && (!entry.integrity || !found.integrity || entry.integrity === found.integrity);
}

/**
 * An optional package is missed only when it is a build for this very machine. Those without such a mark belong to builds for
 * other machines.
 */
function isNeeded(entry, machine) {
  const optional = entry.optional || entry.devOptional;
  if (!optional) return true;
  if (!entry.os && !entry.cpu) return false;
  return allows(entry.os, machine.platform) && allows(entry.cpu, machine.arch) && allows(entry.libc, libc(machine));
}

/** A list such as ["linux"] or ["!win32"], as in package.json. */
function allows(list, value) {
  if (!list) return true;
  if (list.includes(`!${value}`)) return false;
  return list.includes(value) || list.every((item) => item.startsWith("!"));
}

function libc(machine) {
  if (machine.platform !== "linux") return undefined;
  return machine.report?.getReport().header.glibcVersionRuntime ? "glibc" : "musl";
}
