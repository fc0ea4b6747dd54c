import type { Item } from "@/api/types";

/** The replies under way that have not come back in the thread yet: each is shown once. Long ones come back in pieces. */
export function stillSending(sending: Item[], before: Item[], thread: Item[]): Item[] {
  const known = new Set(before.map((item) => item.id));
  const fresh = thread.filter((item) => item.side === "advisor" && item.text && !known.has(item.id));
  return sending.filter((waiting) => !fresh.some((item) => waiting.text.startsWith(item.text)));
}
