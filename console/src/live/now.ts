import { onUnmounted, ref } from "vue";
import type { Ref } from "vue";

const EVERY = 20_000;

/** The present moment, renewed often enough for minutes on the screen; for use in a component's setup. */
export function useNow(): Ref<Date> {
  const now = ref(new Date());
  const timer = setInterval(() => (now.value = new Date()), EVERY);
  onUnmounted(() => clearInterval(timer));
  return now;
}
