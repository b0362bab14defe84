import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const root = fileURLToPath(new URL(".", import.meta.url));
const alias = [
  { find: /^@\//, replacement: root },
  // In plain Node this package throws, which is its purpose; tests of the server are the server.
  { find: /^server-only$/, replacement: `${root}node_modules/server-only/empty.js` },
];

export default defineConfig({
  resolve: { alias },
  test: {
    projects: [
      {
        resolve: { alias },
        test: {
          name: "unit",
          setupFiles: ["tests/helpers/properties.setup.ts"],
          testTimeout: 30_000,
          include: [
            "tests/*.test.ts",
            "tests/core/**/*.test.ts",
            "tests/nodes/**/*.test.ts",
            "tests/properties/**/*.test.ts",
            "tests/components/**/*.test.ts",
          ],
        },
      },
      {
        resolve: { alias },
        test: {
          name: "integration",
          setupFiles: ["tests/helpers/properties.setup.ts"],
          include: ["tests/server/**/*.test.ts", "tests/db/**/*.test.ts"],
          globalSetup: ["tests/helpers/postgres.setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        resolve: { alias },
        test: {
          name: "e2e",
          include: ["tests/e2e/**/*.test.ts"],
          globalSetup: ["tests/helpers/product.setup.ts"],
          testTimeout: 120_000,
          hookTimeout: 180_000,
          expect: { poll: { timeout: 15_000 } },
          fileParallelism: false,
        },
      },
    ],
  },
});
