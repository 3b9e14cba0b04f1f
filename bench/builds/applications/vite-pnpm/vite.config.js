import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  preview: { port: 4173 },
  build: { rollupOptions: { output: { entryFileNames: "assets/page.js", assetFileNames: "assets/[name][extname]" } } },
});
