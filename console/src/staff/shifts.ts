/** Weekly shifts as people say them. */
import { WEEKDAYS } from "@/labels";
import type { Shift } from "@/api/types";

/** 周一至周五 09:00–18:00；周六 09:00–12:00. */
export function inWords(shifts: Shift[]): string {
  const byTime = new Map<string, number[]>();
  for (const { weekday, start, end } of shifts) {
    const time = `${start}–${end}`;
    byTime.set(time, [...(byTime.get(time) ?? []), weekday]);
  }
  return [...byTime].map(([time, days]) => `${daysInWords(days)} ${time}`).join("；") || "没有排班";
}

function daysInWords(days: number[]): string {
  const sorted = [...new Set(days)].sort((one, other) => one - other);
  const [first = 0, last = 0] = [sorted[0], sorted.at(-1)];
  if (sorted.length === WEEKDAYS.length) return "每天";
  if (sorted.length > 2 && last - first === sorted.length - 1) return `${WEEKDAYS[first]}至${WEEKDAYS[last]}`;
  return sorted.map((weekday) => WEEKDAYS[weekday]).join("、");
}
