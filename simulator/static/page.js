// Building elements, faces and times.

import { icons } from "./icons.js";

/** make("p", {class: "x", onclick: f}, child, "text", …) */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "html") element.innerHTML = value; // only ever our own icons
    else if (value !== false && value !== null) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export const byId = (id) => document.getElementById(id);

const COLOURS = ["#f0932b", "#5d8fd6", "#d9698b", "#7a6fd0", "#38a3a5", "#c0784a", "#6aa84f"];

export function face(parent) {
  return make("div", { class: "avatar", style: `background:${COLOURS[parent.avatar % COLOURS.length]}` }, parent.name.slice(0, 1));
}

export const accountFace = () => make("div", { class: "avatar account", html: icons.account });

const inShanghai = (options) => new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hourCycle: "h23", ...options });
const hour = inShanghai({ hour: "2-digit", minute: "2-digit" });
const day = inShanghai({ month: "long", day: "numeric" });
const date = inShanghai({ year: "numeric", month: "2-digit", day: "2-digit" });

export const hourOf = (seconds) => hour.format(seconds * 1000);
export const dayOf = (seconds) => day.format(seconds * 1000);

/** "23:40" today, else "11月22日 23:40". */
export function stampOf(seconds, now) {
  const sameDay = date.format(seconds * 1000) === date.format(now * 1000);
  return sameDay ? hourOf(seconds) : `${dayOf(seconds)} ${hourOf(seconds)}`;
}
