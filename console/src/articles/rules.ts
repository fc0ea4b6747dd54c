/** The checks an article must pass, in an editor's words. */
import type { Problem } from "@/api/client";

const RULES: Record<string, string> = {
  format: "格式",
  length: "太长",
  amount: "数量",
  age: "年龄",
  questions: "家长的问法",
  sources: "来源",
  "don't": "安全禁忌",
  signature: "审核",
};

const FIELDS: Record<string, string> = {
  title: "标题",
  "short answer": "简短回答",
  "see_doctor line": "就医提示的一行",
  "see_doctor lines": "就医提示",
  sections: "正文小节",
  "characters in the sections": "正文字数",
};

/** The checker's fixed sentences; what it adds later shows as it is. */
const SENTENCES: [RegExp, (...parts: string[]) => string][] = [
  [/^(.+) has (\d+) characters, at most (\d+): (.*)$/s, (field, count, most, text) => `${named(field)}有 ${count} 字，最多 ${most} 字：${text}`],
  [/^(\d+) questions, at least (\d+)$/, (count, least) => `只有 ${count} 句，至少写 ${least} 句`],
  [/^(\d+) (.+); there should be (\d+) to (\d+)$/, (count, field, least, most) => `${named(field)}：现在 ${count}，应为 ${least}～${most}`],
  [/^asked \d+ times: (.*)$/s, (question) => `重复了：${question}`],
  [/^name at least one/, () => "至少写一个指南或标准"],
  [/^give the year of (.*)$/s, (source) => `请写明年份：${source}`],
  [/^begins at (\d+) months and ends at (\d+)/, (from, to) => `年龄从 ${from} 到 ${to} 个月，前后颠倒了`],
  [/^ages must lie within 0 to (\d+)/, (most) => `年龄要在 0～${most} 个月之间`],
  [/^band (.+) holds for nobody/, (band) => `年龄段 ${band} 前后颠倒了`],
  [/^band (.+) reaches outside the article's (.+) months/, (band, ages) => `年龄段 ${band} 超出了文章的 ${ages} 个月`],
  [/^bands (.+) and (.+) overlap/, (one, other) => `年龄段 ${one} 和 ${other} 重叠了`],
  [/not valid YAML, line (\d+)/, (line) => `第 ${line} 行附近的写法读不懂，文字里有冒号或引号时请整句加引号`],
  [/not valid YAML/, () => "开头的资料部分读不懂，请检查缩进和引号"],
  [/^body: text before the first heading/, () => "正文第一个小标题之前有文字，请移到“## 小标题”下面"],
  [/^body: no section/, () => "正文没有小节，请加“## 小标题”"],
  [/^([\w.]+): Field required/, (field) => `缺少 ${field}`],
  [/^([\w.]+): Extra inputs/, (field) => `${field} 不是认识的字段，请删掉或改正拼写`],
  [/^([\w.]+): unknown topic '(.*?)'/, (field, topic) => `${field}：没有“${topic}”这个主题`],
  [/^([\w.]+): .*write (?:it as|a list|text|a whole|a date|something)/, (field) => `${field} 的写法不对`],
];

const named = (field = "") => FIELDS[field] ?? field;

export const ruleName = (rule: string): string => RULES[rule] ?? rule;

export function inWords({ rule, message }: Problem): string {
  if (rule === "don't") return message.replace(/^[\w-]+: /, "");
  for (const [pattern, say] of SENTENCES) {
    const found = pattern.exec(message);
    if (found) return say(...found.slice(1));
  }
  return message;
}
