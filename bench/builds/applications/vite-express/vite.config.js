import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [react()],
  root: "client",
  build: { outDir: "../dist", emptyOutDir: true, rollupOptions: { output: { entryFileNames: "assets/page.js" } } },
});
