// The bottom bar: the account's menu, or the keyboard with voice and the plus panel.

import { get } from "./api.js";
import { icons } from "./icons.js";
import { byId, make } from "./page.js";
import * as sheets from "./sheets.js";

/** `acts`: say(request), happen(event), open(url, title). */
export function start(acts) {
  const [toggle, menu, composer, input] = ["toggle", "menu", "composer", "input"].map(byId);
  byId("voice").innerHTML = icons.voice;
  byId("plus").innerHTML = icons.plus;
  const show = (typing) => {
    composer.hidden = !typing;
    menu.hidden = typing;
    toggle.innerHTML = typing ? icons.list : icons.keyboard;
    byId("panel").hidden = true;
    if (typing) input.focus();
  };
  toggle.onclick = () => show(composer.hidden);
  byId("voice").onclick = () => sheets.voice(acts.say);
  byId("plus").onclick = () => {
    byId("panel").hidden = !byId("panel").hidden;
    byId("chat").scrollTop = byId("chat").scrollHeight;
  };
  fillPanel(acts);
  typing(composer, input, acts);
  show(false);
  document.addEventListener("click", (event) => event.target.closest(".menu") || closeSubmenus());
}

function typing(composer, input, acts) {
  const fit = () => {
    const filled = input.value.trim() !== "";
    byId("send").hidden = !filled;
    byId("plus").hidden = filled;
    input.style.height = "38px";
    input.style.height = `${Math.min(input.scrollHeight, 110)}px`;
  };
  input.oninput = fit;
  input.onkeydown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    composer.requestSubmit();
  };
  composer.onsubmit = (event) => {
    event.preventDefault();
    const content = input.value;
    if (!content.trim()) return;
    input.value = "";
    fit();
    acts.say({ type: "text", content });
  };
}

function fillPanel(acts) {
  const actions = [
    ["image", "相册", () => sheets.picture(acts.say)],
    ["video", "视频", () => acts.say({ type: "video" })],
    ["place", "位置", () => sheets.place(acts.say)],
    ["scan", "扫一扫", () => sheets.scan(acts.happen)],
    ["link", "链接", () => sheets.link(acts.say)],
    ["leave", "取消关注", () => acts.happen({ event: "unsubscribe" })],
  ];
  const buttons = actions.map(([icon, label, act]) => make("button", { onclick: () => ((byId("panel").hidden = true), act()) }, make("span", { html: icons[icon] }), label));
  byId("panel").replaceChildren(...buttons);
}

/** Draws the menu the account has now. */
export async function drawMenu(acts) {
  const { button } = await get("/menu");
  const drawn = JSON.stringify(button);
  if (byId("menu").dataset.drawn === drawn) return;
  byId("menu").dataset.drawn = drawn;
  byId("menu").replaceChildren(...button.map((top) => topButton(top, acts)));
}

function topButton(top, acts) {
  const children = top.sub_button && top.sub_button.length ? top.sub_button : null;
  const box = make("div");
  const press = () => (children ? toggleSubmenu(box, children, acts) : (closeSubmenus(), pressed(top, acts)));
  box.append(make("button", { class: "top-button", onclick: press }, children ? make("span", { html: icons.list, style: "display:grid" }) : null, top.name));
  return box;
}

function toggleSubmenu(box, children, acts) {
  const wasOpen = box.querySelector(".submenu");
  closeSubmenus();
  if (wasOpen) return;
  const buttons = children.map((child) => make("button", { onclick: () => (closeSubmenus(), pressed(child, acts)) }, child.name));
  box.append(make("div", { class: "submenu" }, ...buttons));
}

const closeSubmenus = () => document.querySelectorAll(".submenu").forEach((submenu) => submenu.remove());

function pressed(button, acts) {
  if (button.type === "click") return acts.happen({ event: "CLICK", key: button.key, label: button.name });
  if (button.type === "view") return acts.happen({ event: "VIEW", key: button.url, label: `打开了「${button.name}」` }).then(() => acts.open(button.url, button.name));
  if (button.type.startsWith("scancode")) return sheets.scanForMenu(button, acts.happen);
  return acts.happen({ event: button.type, key: button.key || "", label: `使用了「${button.name}」` });
}
