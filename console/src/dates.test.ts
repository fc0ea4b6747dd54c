import { describe, expect, it } from "vitest";
import { exactAge, since, spoken, until } from "./dates";

const NOW = new Date("2026-03-10T02:00:00Z"); // 10:00 in China

describe("dates", () => {
  it("speaks of days in China, not in UTC", () => {
    expect(spoken("2026-03-09T16:30:00+00:00", NOW)).toBe("今天 00:30");
    expect(spoken("2026-03-09T15:40:00+00:00", NOW)).toBe("昨天 23:40");
    expect(spoken("2025-12-31T20:00:00+00:00", NOW)).toBe("1月1日 04:00");
  });

  it("rounds time spans down", () => {
    expect(since("2026-03-10T01:59:40Z", NOW)).toBe("刚刚");
    expect(since("2026-03-10T00:01:00Z", NOW)).toBe("1小时");
    expect(until("2026-03-11T19:30:00Z", NOW)).toBe("41小时");
    expect(until("2026-03-10T01:00:00Z", NOW)).toBe("");
  });

  it("gives a child's exact age", () => {
    expect(exactAge("2026-03-05", NOW)).toBe("5天");
    expect(exactAge("2025-11-28", NOW)).toBe("3个月10天");
    expect(exactAge("2025-03-10", NOW)).toBe("12个月");
    expect(exactAge("2023-10-01", NOW)).toBe("2岁5个月");
  });
});
