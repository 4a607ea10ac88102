import { defineConfig } from "vitest/config";

export default defineConfig({
  base: "/static/dist/",
  publicDir: false,
  build: {
    outDir: "frontend/static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    // Nothing inlined as data:, which the content security policy refuses for fonts.
    assetsInlineLimit: 0,
    // Browsers that know light-dark(): anything kept up to date since mid-2024.
    target: ["chrome123", "edge123", "firefox128", "safari17.5"],
    rollupOptions: { input: "frontend/assets/main.ts" },
  },
  test: { environment: "jsdom", include: ["frontend/assets/**/*.test.ts"] },
});
