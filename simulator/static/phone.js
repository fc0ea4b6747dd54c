// The page: whose phone is shown, its thread, and what is new on the others.

import { follow, get, post } from "./api.js";
import { draw } from "./bubbles.js";
import * as composer from "./composer.js";
import * as facts from "./facts.js";
import { icons } from "./icons.js";
import { accountFace, byId, dayOf, face, hourOf, make } from "./page.js";
import * as sheets from "./sheets.js";

const TITLE = "育儿顾问";
const state = { parents: [], openid: "", items: [], unread: {}, epoch: 0, clock: { now: Date.now() / 1000, offset: 0 } };
const current = () => state.parents.find((parent) => parent.openid === state.openid);
const failed = (error) => window.alert(`没有成功：${error.message}`);

const acts = {
  say: (request) => post("/say", { openid: state.openid, ...request }).catch(failed),
  tap: (content, id) => post("/tap", { openid: state.openid, content, id }).catch(failed),
  happen: (request) => post("/event", { openid: state.openid, ...request }).then(loadParents).catch(failed),
  open: openPage,
};

function openPage(url, title) {
  byId("browser-title").textContent = title || TITLE;
  byId("frame").src = url;
  byId("browser").hidden = false;
}

function closePage() {
  byId("browser").hidden = true;
  byId("frame").src = "about:blank";
}

async function loadParents() {
  const answer = await get("/parents");
  state.parents = answer.parents;
  state.epoch = answer.epoch;
  if (!current() && state.parents.length) choose(state.parents[0].openid);
  drawPeople();
  drawHead();
}

function choose(openid) {
  state.openid = openid;
  delete state.unread[openid];
  document.cookie = `sim_openid=${encodeURIComponent(openid)}; path=/; samesite=lax`;
  closePage();
  drawPeople();
  byId("people").querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest", inline: "center" });
  drawThread();
  drawHead();
  refreshFacts();
}

function drawPeople() {
  byId("people").replaceChildren(...state.parents.map((parent) => make("li", {}, person(parent))));
}

function person(parent) {
  const count = state.unread[parent.openid];
  const last = state.items.filter((item) => item.openid === parent.openid).at(-1);
  const line = last ? last.content.split("\n")[0] : parent.subscribed ? "已关注" : "尚未关注";
  const badge = count ? make("span", { class: "badge" }, count > 99 ? "99+" : count) : null;
  const who = make("span", { class: "who" }, make("span", { class: "name" }, parent.name), make("span", { class: "last" }, line));
  const chosen = String(parent.openid === state.openid);
  return make("button", { class: "person", "aria-current": chosen, onclick: () => choose(parent.openid) }, make("span", { class: "face" }, face(parent), badge), who);
}

function drawThread() {
  const items = state.items.filter((item) => item.openid === state.openid);
  const nodes = items.flatMap((item, at) => drawOne(item, items[at - 1]));
  byId("chat").replaceChildren(...nodes);
  toEnd();
}

const drawOne = (item, previous) => draw(item, { parent: current(), previous, now: state.clock.now, acts });

function toEnd() {
  const chat = byId("chat");
  requestAnimationFrame(() => (chat.scrollTop = chat.scrollHeight));
  chat.querySelectorAll("img").forEach((image) => (image.onload = () => (chat.scrollTop = chat.scrollHeight)));
}

function drawHead() {
  const parent = current();
  byId("title").textContent = parent && parent.typing ? "对方正在输入…" : TITLE;
  byId("welcome").hidden = !parent || parent.subscribed;
  byId("bar").hidden = !parent || !parent.subscribed;
}

function receive(answer) {
  if (answer.epoch !== state.epoch) return startAgain();
  for (const item of answer.items) {
    const previous = state.items.filter((other) => other.openid === item.openid).at(-1);
    state.items.push(item);
    if (item.openid === state.openid) byId("chat").append(...drawOne(item, previous));
    else if (item.sender !== "parent") state.unread[item.openid] = (state.unread[item.openid] || 0) + 1;
  }
  if (!answer.items.length) return undefined;
  if (answer.items.some((item) => item.openid === state.openid)) toEnd();
  return answer.items.some((item) => !state.parents.find((parent) => parent.openid === item.openid)) ? loadParents() : refreshFacts().then(drawPeople);
}

async function startAgain() {
  Object.assign(state, { items: [], unread: {}, openid: "" });
  await loadParents();
  drawThread();
}

async function refreshFacts() {
  const { clock, quota } = await facts.refresh(state.openid);
  state.clock = clock;
  const parent = current();
  if (parent && quota && quota.openid === parent.openid) Object.assign(parent, quota);
  const moved = Math.abs(clock.offset) > 60 ? make("small", {}, `${dayOf(clock.now)}`) : null;
  byId("clock").replaceChildren(hourOf(clock.now), ...(moved ? [moved] : []));
  drawHead();
}

function wire() {
  byId("more").innerHTML = icons.more;
  byId("add-parent").innerHTML = icons.add;
  byId("browser-close").innerHTML = icons.close;
  document.querySelector(".welcome .avatar").replaceWith(Object.assign(accountFace(), { className: "avatar account big" }));
  byId("more").onclick = () => facts.openSheet(state.openid);
  byId("add-parent").onclick = () => sheets.newParent((parent) => loadParents().then(() => choose(parent.openid)));
  byId("browser-close").onclick = closePage;
  byId("follow").onclick = () => acts.happen({ event: "subscribe" });
  byId("follow-by-code").onclick = () => sheets.scan(acts.happen);
}

async function begin() {
  wire();
  composer.start(acts);
  state.clock = await get("/clock");
  const { items, seq } = await get("/thread");
  state.items = items;
  await loadParents();
  await composer.drawMenu(acts);
  setInterval(() => refreshFacts().catch(() => undefined), 3000);
  setInterval(() => composer.drawMenu(acts).catch(() => undefined), 60000);
  follow(seq, receive);
}

begin();
