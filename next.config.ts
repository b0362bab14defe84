import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const config: NextConfig = {
  distDir: process.env.MINNOW_BUILD_DIR ?? ".next",
  poweredByHeader: false,
  devIndicators: false,
  reactStrictMode: true,
  // Next hands on the first 10 MB of a body and drops the rest unsaid; every address has a limit of its own, the largest 20 MB.
  experimental: { proxyClientMaxBodySize: "21mb" },
  turbopack: {
    resolveAlias: {
      // Loaded when the graph is there; on the server it stays what it is.
      jsonata: { browser: "./components/editor/expressions.ts" },
      // lib0 names Node's Buffer, which it doesn't use in a browser: that would bring a stand-in for all of it.
      "next/dist/compiled/buffer": { browser: "./components/shell/noBuffer.ts" },
      "node:buffer": { browser: "./components/shell/noBuffer.ts" },
      buffer: { browser: "./components/shell/noBuffer.ts" },
    },
  },
  // Types are checked by `npm test`; a start should not do it again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["elkjs", "postgres", "pg-boss", "quickjs-emscripten", "undici", "unpdf", "yjs"],
};

export default createNextIntlPlugin({
  requestConfig: "./app/i18n.ts",
  // Sentences are parsed when the application is built, so no browser loads a parser for them, nor parses what it shows.
  experimental: { messages: { path: ["./core/messages/en", "./core/messages/zh"], locales: "infer", format: "json", precompile: true } },
})(config);
