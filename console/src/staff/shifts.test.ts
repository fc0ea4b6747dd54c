import { describe, expect, it } from "vitest";
import { inWords } from "./shifts";

const on = (days: number[], start = "09:00", end = "18:00") => days.map((weekday) => ({ weekday, start, end }));

describe("inWords", () => {
  it("joins days with the same hours", () => {
    expect(inWords(on([0, 1, 2, 3, 4]))).toBe("周一至周五 09:00–18:00");
    expect(inWords(on([0, 1, 2, 3, 4, 5, 6]))).toBe("每天 09:00–18:00");
    expect(inWords([...on([0, 2]), ...on([5], "09:00", "12:00")])).toBe("周一、周三 09:00–18:00；周六 09:00–12:00");
  });

  it("says so when there is none", () => {
    expect(inWords([])).toBe("没有排班");
  });
});
