// Run by `npm run lock`. npm leaves out of package-lock.json the builds for other machines that its registry doesn't offer at that
// moment, and then refuses `npm ci` everywhere because of them. Their versions are pinned by the package that names them, so
// they can be written down without asking. Such an entry has no integrity until a registry offers the package.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const build =
  /[-/](?<os>android|darwin|freebsd|linux|openbsd|win32)-(?<cpu>arm64|arm|ia32|loong64|ppc64|riscv64|s390x|x64)(?:-(?<abi>[a-z]+))?$/;

/**
 * The packages of a lock file with an entry for every build that one of them names.
 * @param {Record<string, any>} packages
 */
export function withEveryBuild(packages) {
  const complete = { ...packages };
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const target = name.match(build)?.groups;
      if (!target || `${path}/node_modules/${name}` in packages || `node_modules/${name}` in packages) continue;
      if (!/^\d+\.\d+\.\d+/.test(String(version))) throw new Error(`${path} does not pin ${name}: ${version}`);
      complete[`node_modules/${name}`] = {
        version,
        cpu: [target.cpu],
        ...(dev && { dev }),
        ...(target.abi?.startsWith("gnu") && { libc: ["glibc"] }),
        ...(target.abi?.startsWith("musl") && { libc: ["musl"] }),
        optional: true,
        os: [target.os],
      };
    }
  }
  return Object.fromEntries(Object.entries(complete).sort(([one], [other]) => (one < other ? -1 : 1)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const file = new URL("../../package-lock.json", import.meta.url);
  const lock = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, `${JSON.stringify({ ...lock, packages: withEveryBuild(lock.packages) }, null, 2)}\n`);
}
