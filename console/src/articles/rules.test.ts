import { describe, expect, it } from "vitest";
import { inWords } from "./rules";

describe("inWords", () => {
  it("says what the checker found in Chinese", () => {
    expect(inWords({ rule: "questions", message: "3 questions, at least 10" })).toBe("只有 3 句，至少写 10 句");
    expect(inWords({ rule: "amount", message: "1 see_doctor lines; there should be 2 to 5" })).toBe("就医提示：现在 1，应为 2～5");
    expect(inWords({ rule: "format", message: "front matter: not valid YAML, line 9: mapping values; put quotes around the text" })).toContain("第 9 行");
    expect(inWords({ rule: "format", message: "topic: unknown topic 'slep'; use one of sleep" })).toBe("topic：没有“slep”这个主题");
  });

  it("shows a safety rule without its number", () => {
    expect(inWords({ rule: "don't", message: "D1: 1岁以内任何形式的蜂蜜都不能给: “可以喂点蜂蜜”" })).toBe("1岁以内任何形式的蜂蜜都不能给: “可以喂点蜂蜜”");
  });

  it("leaves what it does not know as it is", () => {
    expect(inWords({ rule: "new", message: "something else" })).toBe("something else");
  });
});
