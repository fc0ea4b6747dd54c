// One item of the thread, drawn as WeChat draws it.

import { icons } from "./icons.js";
import { accountFace, face, make, stampOf } from "./page.js";

const GAP_SECONDS = 300;
const LINKS = /<a\s[^>]*?href=["']([^"']+)["'][^>]*>(.*?)<\/a>|(https?:\/\/[^\s<>"'，。；！？、）】」]+)/gis;
const KEYWORDS = [
  ["thing", "事项"], ["time", "时间"], ["date", "时间"], ["phrase", "状态"], ["name", "姓名"], ["const", "类型"],
  ["character_string", "编号"], ["amount", "金额"], ["phone_number", "电话"], ["number", "数量"], ["short_thing", "事项"],
];

/** The nodes of one item, with a time stamp before it when the last one is old. `acts`: open(url, title), tap(content, id). */
export function draw(item, { parent, previous, now, acts }) {
  const nodes = [];
  if (!previous || item.time - previous.time > GAP_SECONDS) nodes.push(make("div", { class: "stamp" }, stampOf(item.time, now)));
  nodes.push(drawItem(item, parent, acts));
  return nodes;
}

function drawItem(item, parent, acts) {
  if (item.kind === "banner") return banner(item);
  if (item.kind === "event") return make("div", { class: "note" }, eventLine(item));
  if (item.kind === "template" || item.kind === "notice") return notice(item, acts);
  const own = item.sender === "parent";
  const inside = (KINDS[item.kind] || textBubble)(item, acts);
  const agent = item.data.agent ? make("div", { class: "agent" }, item.data.agent) : null;
  return make("div", { class: own ? "row own" : "row", "data-seq": item.seq }, own ? face(parent) : accountFace(), make("div", { class: "said" }, agent, ...inside));
}

function banner(item) {
  const reason = make("span", { class: "reason", hidden: true }, `开发者提示：${item.data.reason || "没有收到回复"}`);
  const line = make("div", { class: "note", title: item.data.reason || "" }, item.content, " ", make("button", { onclick: () => (reason.hidden = !reason.hidden) }, "原因"), reason);
  return line;
}

function eventLine(item) {
  const { event, key } = item.data;
  if (event === "CLICK" || event.startsWith("scancode")) return `你点击了菜单「${item.content === "点击了菜单" ? key : item.content}」`;
  if (event === "SCAN") return `你扫描了二维码（${key}）`;
  if (event === "subscribe" && key) return `你通过扫码关注了公众号（${key.replace("qrscene_", "")}）`;
  return `你${item.content}`;
}

export function linked(text, acts) {
  const nodes = [];
  let end = 0;
  for (const found of text.matchAll(LINKS)) {
    nodes.push(text.slice(end, found.index), anchor(found[1] || found[3], found[2] || found[3], acts));
    end = found.index + found[0].length;
  }
  return [...nodes, text.slice(end)];
}

function anchor(href, label, acts) {
  const go = (event) => {
    event.preventDefault();
    const menu = href.startsWith("weixin://bizmsgmenu") ? new URLSearchParams(href.split("?")[1]) : null;
    if (menu) acts.tap(menu.get("msgmenucontent"), menu.get("msgmenuid"));
    else if (/^https?:/.test(href)) acts.open(href, label === href ? "" : label);
  };
  return make("a", { href: "#", onclick: go }, label);
}

const bubble = (...inside) => make("div", { class: "bubble" }, ...inside);
const textBubble = (item, acts) => [bubble(...linked(item.content, acts))];

function menuBubble(item, acts) {
  const choices = item.data.items.map((choice) => make("button", { class: "choice", onclick: () => acts.tap(choice.content, choice.id) }, choice.content));
  return [bubble(...linked(item.data.head || "", acts), make("div", { class: "choices" }, ...choices), ...linked(item.data.tail || "", acts))];
}

function newsCard(item, acts) {
  const { title, description, url, picurl } = item.data;
  const picture = picurl ? make("img", { src: picurl, alt: "" }) : null;
  const about = make("div", { class: "about" }, make("p", {}, description || ""), picture);
  return [make("button", { class: "card", onclick: () => url && acts.open(url, title) }, make("div", { class: "inside" }, make("h3", {}, title || item.content), about), make("div", { class: "foot" }, "育儿顾问"))];
}

function notice(item, acts) {
  const rows = Object.entries(item.data.values).flatMap(([name, value]) => [make("dt", {}, label(name)), make("dd", {}, value)]);
  const heading = item.kind === "notice" ? "订阅通知" : "服务提醒";
  const foot = item.data.url ? make("div", { class: "foot" }, make("span", {}, "查看详情"), make("span", {}, "›")) : null;
  const card = make("button", { class: "card", onclick: () => item.data.url && acts.open(item.data.url, heading) }, make("div", { class: "inside" }, make("h3", {}, heading), make("dl", {}, ...rows)), foot);
  return make("div", { class: "notice" }, card);
}

function label(name) {
  const known = KEYWORDS.find(([start]) => name.startsWith(start));
  return known ? known[1] : name;
}

function voiceBubble(item) {
  const seconds = item.data.seconds || 3;
  const wave = make("div", { class: "bubble", style: `min-width:${70 + seconds * 9}px` }, make("div", { class: "wave" }, make("span", { html: icons.waves }), `${seconds}″`));
  return item.content && item.content !== "[语音]" ? [wave, make("div", { class: "heard" }, item.content)] : [wave];
}

function placeCard(item) {
  const label = item.content === "[位置]" ? "我的位置" : item.content;
  return [make("div", { class: "card map" }, make("div", { class: "inside" }, make("h3", {}, label)), make("div", { class: "ground", html: icons.place }))];
}

const KINDS = {
  text: textBubble,
  msgmenu: menuBubble,
  news: newsCard,
  link: newsCard,
  voice: voiceBubble,
  location: placeCard,
  image: (item) => [make("img", { class: "photo", src: `/sim/media/${item.data.media_id}`, alt: "图片" })],
  video: () => [make("div", { class: "film", html: icons.play })],
  shortvideo: () => [make("div", { class: "film", html: icons.play })],
};
