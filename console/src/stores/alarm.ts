import { computed, ref } from "vue";
import { defineStore } from "pinia";
import { conversations } from "@/api/desk";
import type { LiveEvent } from "@/live/feed";
import { Beeper } from "@/live/beeper";
import { flashTitle } from "@/live/title";

export interface Alarm {
  conversationId: number;
  name: string;
  flags: string[];
}

/** Emergencies nobody at this desk has looked at yet: they stay on the screen until somebody does. */
export const useAlarm = defineStore("alarm", () => {
  const alarms = ref<Alarm[]>([]);
  const permission = ref(typeof Notification === "undefined" ? "denied" : Notification.permission);
  const first = computed(() => alarms.value[0] ?? null);
  const beeper = new Beeper();

  function hear(event: LiveEvent): void {
    const id = event.data.conversation_id;
    if (id === undefined) return;
    if (event.kind === "taken" || event.kind === "closed") settle(id);
    if (event.kind === "page") raise({ conversationId: id, name: event.data.name ?? "一位家长", flags: event.data.flags ?? [] });
  }

  /** What happened before this tab was opened: emergencies that nobody has taken yet. */
  async function catchUp(): Promise<void> {
    const { items } = await conversations("urgent");
    const untaken = items.filter((one) => one.urgency === "emergency" && one.state === "waiting");
    untaken.forEach((one) => raise({ conversationId: one.id, name: one.customer.name, flags: [one.reason_text] }));
  }

  function raise(alarm: Alarm): void {
    alarms.value = [...alarms.value.filter((one) => one.conversationId !== alarm.conversationId), alarm];
    beeper.start();
    flashTitle(`【紧急】${alarm.name}`);
    notify(alarm);
  }

  function settle(conversationId: number): void {
    alarms.value = alarms.value.filter((alarm) => alarm.conversationId !== conversationId);
    if (alarms.value.length === 0) silence();
  }

  function clear(): void {
    alarms.value = [];
    silence();
  }

  function silence(): void {
    beeper.stop();
    flashTitle(null);
  }

  function notify(alarm: Alarm): void {
    if (permission.value !== "granted") return;
    const shown = new Notification("紧急：有家长需要马上处理", { body: "请立即打开顾问工作台查看", tag: `page-${alarm.conversationId}`, requireInteraction: true });
    shown.onclick = () => window.focus();
  }

  async function askPermission(): Promise<void> {
    permission.value = await Notification.requestPermission();
  }

  return { alarms, first, permission, hear, catchUp, settle, clear, askPermission };
});
