import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Cross-origin isolation: a steady `performance.now()` and shared memory for the threaded WASM of tfjs. */
const headers = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export default defineConfig({
  base: "./",
  plugins: [react()],
  worker: { format: "es" },
  build: {
    target: "es2023",
    sourcemap: false,
    // The trainer worker carries tfjs; the page itself stays far below this.
    chunkSizeWarningLimit: 3000,
    assetsInlineLimit: 0,
  },
  server: { headers },
  preview: { headers },
});
