/// <reference types="vitest/config" />
// How the window's files are built and its tests run.
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const developmentHost = process.env.PORTOLAN_HOST;

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "~": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: {
    host: "127.0.0.1",
    port: 5173,
    strictPort: true,
    // The development host, so that the page and what answers it have one origin.
    proxy: developmentHost ? { "/call": developmentHost, "/events": developmentHost } : {},
  },
  preview: { host: "127.0.0.1" },
  build: { target: "safari16", assetsInlineLimit: 0, chunkSizeWarningLimit: 1200 },
  test: {
    environment: "jsdom",
    setupFiles: ["./tests/set_up.ts"],
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
    testTimeout: 30_000,
  },
});
