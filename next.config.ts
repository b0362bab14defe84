import type { NextConfig } from "next";
import createNextIntlPlugin from "next-intl/plugin";

const config: NextConfig = {
  distDir: process.env.MINNOW_BUILD_DIR ?? ".next",
  poweredByHeader: false,
  devIndicators: false,
  reactStrictMode: true,
  // Types are checked by `npm test`; a start should not do it again.
  typescript: { ignoreBuildErrors: true },
  serverExternalPackages: ["postgres", "pg-boss", "quickjs-emscripten", "undici"],
};

export default createNextIntlPlugin("./app/i18n.ts")(config);
