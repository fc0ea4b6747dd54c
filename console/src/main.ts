import { createApp } from "vue";
import { createPinia } from "pinia";
import "element-plus/dist/index.css";
import "@/theme.css";
import App from "@/App.vue";
import { onConnection } from "@/api/client";
import { router, toLogin } from "@/router";
import { useConnection } from "@/stores/connection";

const app = createApp(App).use(createPinia()).use(router);
const connection = useConnection();

onConnection({ signedOut: toLogin, reachable: connection.heard });
app.mount("#app");
