import { ref } from "vue";
import { defineStore } from "pinia";
import * as api from "@/api/session";

/** Whether the server answers at all. Pages watch `returns` to load again what they show. */
export const useConnection = defineStore("connection", () => {
  const isAway = ref(false);
  const isTrying = ref(false);
  const returns = ref(0);

  function heard(isReachable: boolean): void {
    if (isAway.value && isReachable) returns.value += 1;
    isAway.value = !isReachable;
  }

  async function retry(): Promise<void> {
    isTrying.value = true;
    await api.whoAmI().catch(() => undefined);
    isTrying.value = false;
  }

  return { isAway, isTrying, returns, heard, retry };
});
