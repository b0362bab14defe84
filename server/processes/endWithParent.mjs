// Loaded before a program that isn't ours, such as Next: it ends when the process that started it is gone, however that ended.
const graceMs = 3_000;

// What it prints then reaches nobody. That must not become an error, which would be printed, too, and so on.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

process.on("disconnect", () => {
  process.kill(process.pid, "SIGTERM");
  // Open event streams never end by themselves.
  setTimeout(() => process.exit(), graceMs);
});
