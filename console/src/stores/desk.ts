import { computed, ref } from "vue";
import { defineStore } from "pinia";
import * as api from "@/api/desk";
import { ApiError } from "@/api/client";
import type { Conv, Filter, FullConv, Item, Sent } from "@/api/types";
import type { LiveEvent } from "@/live/feed";
import { stillSending } from "@/desk/sending";
import { soon } from "@/live/soon";
import { useSession } from "@/stores/session";

const TOGETHER = 150;

/** The list and the open conversation, kept in step with the event stream. */
export const useDesk = defineStore("desk", () => {
  const filter = ref<Filter>("mine");
  const items = ref<Conv[]>([]);
  const isListLoaded = ref(false);
  const current = ref<FullConv | null>(null);
  const currentId = ref<number | null>(null);
  const failure = ref<ApiError | null>(null);
  const sending = ref<Item[]>([]);
  const unread = computed(() => items.value.reduce((sum, conversation) => sum + conversation.unread, 0));

  /** As it is for somebody who has just signed in: nothing of the one before stays on the screen. */
  function reset(): void {
    filter.value = useSession().seesAll ? "all" : "mine";
    items.value = [];
    isListLoaded.value = false;
    current.value = currentId.value = null;
  }

  async function loadList(): Promise<void> {
    const asked = filter.value;
    const found = await api.conversations(asked);
    if (asked !== filter.value) return;
    items.value = found.items;
    isListLoaded.value = true;
  }

  async function choose(name: Filter): Promise<void> {
    filter.value = name;
    items.value = [];
    isListLoaded.value = false;
    await loadList();
  }

  async function open(id: number | null): Promise<void> {
    if (id !== currentId.value) current.value = null;
    currentId.value = id;
    failure.value = null;
    sending.value = [];
    if (id !== null) await refresh();
  }

  /** Load the open conversation again; an answer for one that has been left meanwhile is dropped. */
  async function refresh(): Promise<void> {
    const id = currentId.value;
    if (id === null) return;
    try {
      const found = await api.conversation(id);
      if (id === currentId.value) show(found);
    } catch (error) {
      if (id === currentId.value && error instanceof ApiError && !error.isNetwork) failure.value = error;
      throw error;
    }
  }

  function show(found: FullConv): void {
    if (current.value) sending.value = stillSending(sending.value, current.value.thread, found.thread);
    current.value = found;
    failure.value = null;
    if (found.unread > 0 && isMine(found) && document.visibilityState === "visible") void markRead(found.id);
  }

  /** Somebody who only looks in, such as a supervisor, leaves the other's unread mark alone. */
  function isMine({ assigned }: Conv): boolean {
    return assigned === null || assigned.id === useSession().staff?.id;
  }

  async function markRead(id: number): Promise<void> {
    await api.markRead(id).catch(() => undefined);
    items.value = items.value.map((one) => (one.id === id ? { ...one, unread: 0 } : one));
    if (current.value?.id === id) current.value.unread = 0;
  }

  const listSoon = soon(() => void loadList().catch(() => undefined), TOGETHER);
  const currentSoon = soon(() => void refresh().catch(() => undefined), TOGETHER);

  function hear(event: LiveEvent): void {
    if (event.kind === "article") return;
    listSoon();
    if (event.data.conversation_id === currentId.value) currentSoon();
  }

  function reload(): void {
    listSoon();
    currentSoon();
  }

  async function take(): Promise<void> {
    const id = currentId.value;
    if (id === null) return;
    try {
      const found = await api.take(id);
      if (id === currentId.value) show(found);
    } finally {
      reload();
    }
  }

  async function close(askSatisfaction: boolean): Promise<void> {
    if (currentId.value === null) return;
    await api.close(currentId.value, askSatisfaction).finally(reload);
  }

  /** Send a reply. When it throws, nothing is known to have left and the text is the caller's to keep. */
  async function reply(id: number, text: string): Promise<void> {
    const waiting: Item = { id: `new-${crypto.randomUUID?.() ?? Date.now()}`, side: "advisor", kind: "text", text, at: new Date().toISOString(), state: "sending" };
    sending.value = [...sending.value, waiting];
    try {
      sent(id, await api.reply(id, text, waiting.id));
    } finally {
      sending.value = sending.value.filter((one) => one.id !== waiting.id);
      reload();
    }
  }

  async function sendArticle(id: number, articleId: string): Promise<void> {
    try {
      sent(id, await api.sendArticle(id, articleId));
    } finally {
      reload();
    }
  }

  function sent(id: number, answer: Sent): void {
    if (current.value?.id !== id) return;
    const known = new Set(current.value.thread.map((item) => item.id));
    current.value.thread.push(...(answer.items ?? [answer.item]).filter((item) => !known.has(item.id)));
    current.value.quota = answer.quota;
  }

  return { filter, items, isListLoaded, current, currentId, failure, sending, unread, reset, loadList, choose, open, refresh, hear, reload, take, close, reply, sendArticle, markRead };
});
