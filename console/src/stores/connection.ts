import { ref } from "vue";
import { defineStore } from "pinia";
import * as api from "@/api/session";

const EVERY = 5000;

/** Whether the server answers at all. Pages watch `returns` to load again what they show. */
export const useConnection = defineStore("connection", () => {
  const isAway = ref(false);
  const isTrying = ref(false);
  const returns = ref(0);

  let timer: ReturnType<typeof setTimeout> | undefined;

  function heard(isReachable: boolean): void {
    clearTimeout(timer);
    if (isAway.value && isReachable) returns.value += 1;
    isAway.value = !isReachable;
    if (isAway.value) timer = setTimeout(() => void retry(), EVERY);
  }

  async function retry(): Promise<void> {
    isTrying.value = true;
    await api.whoAmI().catch(() => undefined);
    isTrying.value = false;
  }

  window.addEventListener("online", () => isAway.value && void retry());

  return { isAway, isTrying, returns, heard, retry };
});
