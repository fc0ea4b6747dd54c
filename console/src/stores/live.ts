import { ref } from "vue";
import { defineStore } from "pinia";
import { latestEvent } from "@/api/desk";
import { whoAmI } from "@/api/session";
import { Feed } from "@/live/feed";
import type { Link, LiveEvent } from "@/live/feed";

type Listener = (event: LiveEvent) => void;

/** The one event stream of this tab, and who listens to it. */
export const useLive = defineStore("live", () => {
  const link = ref<Link>("connecting");
  const listeners = new Set<Listener>();
  const restoredListeners = new Set<() => void>();

  const feed = new Feed({
    open: (url) => new EventSource(url),
    latest: async () => (await latestEvent()).seq,
    onEvent: (event) => listeners.forEach((listener) => listener(event)),
    onLink: (state) => (link.value = state),
    onRestored: () => restoredListeners.forEach((listener) => listener()),
    onRefused: () => void whoAmI().catch(() => undefined), // an ended session shows itself as 401 and leads to the sign-in page
  });

  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && feed.reconnect());
  window.addEventListener("online", () => feed.reconnect());

  /** Call `listener` for every event from now on; returns how to stop. */
  function listen(listener: Listener, onRestored?: () => void): () => void {
    listeners.add(listener);
    if (onRestored) restoredListeners.add(onRestored);
    return () => {
      listeners.delete(listener);
      if (onRestored) restoredListeners.delete(onRestored);
    };
  }

  return { link, listen, start: () => feed.start(), stop: () => feed.stop() };
});
