import vue from "@vitejs/plugin-vue";
import { defineConfig } from "vite";

const API = "http://127.0.0.1:8000";

export default defineConfig({
  base: "/console/",
  plugins: [vue()],
  resolve: { alias: { "@": new URL("./src", import.meta.url).pathname } },
  server: { proxy: { "/api": API } },
  build: { target: "es2020", chunkSizeWarningLimit: 900 },
});
