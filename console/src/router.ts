import { createRouter, createWebHistory } from "vue-router";
import type { RouteLocationNormalized } from "vue-router";
import { setTitle } from "@/live/title";
import { useSession } from "@/stores/session";

export const router = createRouter({
  history: createWebHistory("/console/"),
  routes: [
    { path: "/login", name: "login", component: () => import("@/pages/LoginPage.vue"), meta: { title: "登录", open: true } },
    {
      path: "/",
      component: () => import("@/layout/AppShell.vue"),
      children: [
        { path: "", name: "home", component: () => import("@/pages/LostPage.vue") },
        { path: "desk/:id(\\d+)?", name: "desk", component: () => import("@/pages/DeskPage.vue"), meta: { title: "顾问工作台", needs: "desk" } },
        { path: "articles", name: "articles", component: () => import("@/pages/ArticlesPage.vue"), meta: { title: "文章" } },
        { path: "articles/:id", name: "article", component: () => import("@/pages/ArticlePage.vue"), meta: { title: "编辑文章" } },
        { path: "preview", name: "preview", component: () => import("@/pages/PreviewPage.vue"), meta: { title: "试问" } },
        { path: "staff", name: "staff", component: () => import("@/pages/StaffPage.vue"), meta: { title: "人员", needs: "staff" } },
        { path: ":rest(.*)*", name: "lost", component: () => import("@/pages/LostPage.vue"), meta: { title: "没有这个页面" } },
      ],
    },
  ],
});

router.beforeEach(async (to) => {
  const session = useSession();
  await session.restore();
  if (to.meta.open) return session.staff ? home() : true;
  if (!session.staff) return loginFor(to);
  return (to.name !== "home" && isAllowed(to)) || home();
});

router.afterEach((to) => setTitle(`${to.meta.title ?? ""} · 育儿顾问`));

/** The session has ended: sign in again, then come back to where one was. Who was not signed in is led there by the guard. */
export function toLogin(): void {
  const session = useSession();
  if (!session.staff) return;
  session.forget();
  const here = router.currentRoute.value;
  if (!here.meta.open && here.matched.length > 0) void router.push(loginFor(here));
}

/** Where this person's work begins. */
export function home(): string {
  return useSession().isAtDesk ? "/desk" : "/articles";
}

function loginFor(to: RouteLocationNormalized) {
  return { name: "login", query: to.fullPath === "/" ? {} : { back: to.fullPath } };
}

function isAllowed(to: RouteLocationNormalized): boolean {
  const session = useSession();
  if (to.meta.needs === "desk") return session.isAtDesk;
  return to.meta.needs !== "staff" || session.seesAll;
}
