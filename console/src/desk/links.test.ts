import { expect, it } from "vitest";
import { linked } from "./links";

it("shows a link by its words", () => {
  expect(linked('先试试。\n<a href="https://a.example/h5/article/x?t=1">看全文</a>\n依据')).toEqual([
    { text: "先试试。\n" },
    { text: "看全文", href: "https://a.example/h5/article/x?t=1" },
    { text: "\n依据" },
  ]);
});

it("leaves everything else as it is, also what only looks like a link", () => {
  const said = '宝宝<2个月 <a href="javascript:alert(1)">点我</a>';
  expect(linked(said)).toEqual([{ text: said }]);
});
