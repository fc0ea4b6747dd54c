// What the platform thinks of this parent: quota, session, clock, and the switches visitors like to try.

import { get, post } from "./api.js";
import { open } from "./sheets.js";
import { byId, dayOf, hourOf, make } from "./page.js";

const WINDOWS = { message: ["发过消息", 5], menu: ["点过菜单", 3], follow: ["刚关注", 3], scan: ["扫过码", 3] };
const MODES = { plain: "明文", compatible: "兼容", safe: "安全" };
const STEPS = [["+10 分钟", 600], ["+1 小时", 3600], ["+1 天", 86400], ["+48 小时", 172800]];

export async function refresh(openid) {
  const [clock, knobs, quota] = await Promise.all([get("/clock"), get("/settings"), openid ? get("/quota", { openid }) : null]);
  const again = () => refresh(openid);
  byId("facts").replaceChildren(...sections(clock, knobs, quota, again));
  const inside = byId("sheet").querySelector(".facts-inside");
  if (inside) inside.replaceChildren(...sections(clock, knobs, quota, again), closing());
  return { clock, quota };
}

export async function openSheet(openid) {
  byId("sheet").replaceChildren(make("div", { class: "facts-inside" }));
  await refresh(openid);
  open();
}

const closing = () => make("div", { class: "buttons" }, make("span"), make("button", { class: "primary", onclick: () => byId("sheet").close() }, "好了"));

function sections(clock, knobs, quota, again) {
  return [make("h2", {}, "平台时间"), ...time(clock, again), make("h2", {}, "可主动发送的消息"), ...windows(quota), make("h2", {}, "消息推送"), ...delivery(knobs, again)];
}

function time(clock, again) {
  const move = (body) => post("/clock", body).then(again);
  const steps = STEPS.map(([label, seconds]) => make("button", { onclick: () => move({ advance_seconds: seconds }) }, label));
  const back = make("button", { onclick: () => move({ set: Date.now() / 1000 }) }, "回到现在");
  return [fact("现在", `${dayOf(clock.now)} ${hourOf(clock.now)}`), make("div", { class: "chips" }, ...steps, back)];
}

function windows(quota) {
  if (!quota || !quota.subscribed) return [make("p", { class: "empty" }, "还没有关注，公众号不能给她发消息")];
  const session = quota.session ? [fact("人工会话", quota.session)] : quota.waiting ? [fact("人工会话", "排队中")] : [];
  if (!quota.quota.length) return [make("p", { class: "empty" }, "窗口已关闭，等她再发一条消息"), ...session];
  return [...quota.quota.map(meter), ...session];
}

function meter({ kind, left, seconds }) {
  const [name, whole] = WINDOWS[kind];
  const line = make("div", { class: "line" }, make("span", {}, `${name}：还可发 ${left} 条`), make("small", {}, remaining(seconds)));
  return make("div", { class: "quota" }, line, make("div", { class: "meter" }, make("i", { style: `width:${(left / whole) * 100}%` })));
}

const remaining = (seconds) => (seconds > 5400 ? `剩 ${Math.round(seconds / 3600)} 小时` : seconds > 90 ? `剩 ${Math.round(seconds / 60)} 分钟` : `剩 ${seconds} 秒`);

function delivery(knobs, again) {
  const turn = (body) => post("/settings", body).then(again).catch((error) => window.alert(`不能切换：${error.message}`));
  const modes = Object.entries(MODES).map(([mode, label]) => make("button", { "aria-pressed": String(knobs.mode === mode), onclick: () => turn({ mode }) }, label));
  const drop = make("button", { onclick: () => turn({ drop_responses: knobs.drop_responses + 1 }) }, `丢掉下一次回复${knobs.drop_responses ? `（${knobs.drop_responses}）` : ""}`);
  const twice = make("button", { "aria-pressed": String(knobs.copies > 1), onclick: () => turn({ copies: knobs.copies > 1 ? 1 : 2 }) }, "每条推送两份");
  return [fact("超时", `${knobs.timeout} 秒，最多 ${knobs.deliveries} 次`), make("div", { class: "chips" }, ...modes), make("div", { class: "chips" }, drop, twice)];
}

const fact = (name, value) => make("div", { class: "fact" }, make("span", {}, name), make("span", {}, value));
