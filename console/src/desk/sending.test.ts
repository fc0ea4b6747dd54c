import { expect, it } from "vitest";
import type { Item } from "@/api/types";
import { stillSending } from "./sending";

const said = (id: string, text: string, side: Item["side"] = "advisor"): Item => ({ id, side, kind: "text", text, at: "2026-01-01T00:00:00Z" });

it("drops a reply that has come back before its own answer", () => {
  expect(stillSending([said("new-1", "您好")], [], [said("o7", "您好")])).toEqual([]);
});

it("keeps a reply whose words were only said earlier, or by her", () => {
  const waiting = [said("new-1", "您好")];
  expect(stillSending(waiting, [said("o3", "您好")], [said("o3", "您好"), said("i4", "您好", "parent")])).toEqual(waiting);
});
