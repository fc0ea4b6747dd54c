// The dialogs that rise over the phone: voice, picture, place, scan, link, a new parent.

import { get, post } from "./api.js";
import { byId, make } from "./page.js";

const sheet = () => byId("sheet");

/** Shows a form; `onSubmit(fields)` runs with its values and the sheet closes when it succeeds. */
function ask(title, rows, submit, onSubmit) {
  const hint = make("p", { class: "hint", role: "alert" });
  const send = async (event) => {
    event.preventDefault();
    try {
      await onSubmit(new FormData(event.target));
      sheet().close();
    } catch (error) {
      hint.textContent = `没有成功：${error.message}`;
    }
  };
  const cancel = make("button", { type: "button", onclick: () => sheet().close() }, "取消");
  const buttons = make("div", { class: "buttons" }, cancel, make("button", { class: "primary" }, submit));
  sheet().replaceChildren(make("form", { onsubmit: send }, make("h2", {}, title), ...rows, hint, buttons));
  open();
}

export function open() {
  if (!sheet().open) sheet().showModal();
}

const field = (label, control) => make("label", {}, label, control);
const choice = (name, options) => make("select", { name }, ...options.map(([value, text]) => make("option", { value }, text)));

export function voice(say) {
  const rows = [
    field("她说的话", make("textarea", { name: "content", placeholder: "例如：宝宝今天有点咳嗽，要不要紧" })),
    field("微信附带的文字识别", choice("recognition", [["absent", "不附带（现在的情况）"], ["empty", "附带，但是空的"], ["present", "附带识别结果"]])),
    field("时长（秒）", make("input", { name: "seconds", type: "number", value: 4, min: 1, max: 60 })),
  ];
  ask("发一条语音", rows, "松开 发送", (form) => {
    const content = form.get("content");
    const heard = { absent: {}, empty: { recognition: "" }, present: { recognition: content } }[form.get("recognition")];
    return say({ type: "voice", content, seconds: Number(form.get("seconds")), ...heard });
  });
}

export function picture(say) {
  const rows = [
    field("从电脑里选一张", make("input", { name: "file", type: "file", accept: "image/png,image/jpeg,image/gif" })),
    make("p", { class: "hint" }, "不选就发一张示例图片"),
  ];
  ask("发图片", rows, "发送", async (form) => {
    const file = form.get("file");
    return say({ type: "image", ...(file && file.size ? { data: await base64(file) } : {}) });
  });
}

async function base64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

export function place(say) {
  const rows = [
    field("地点名称", make("input", { name: "label", value: "市妇幼保健院" })),
    make("div", { class: "pair" }, field("纬度", make("input", { name: "latitude", value: "31.2304" })), field("经度", make("input", { name: "longitude", value: "121.4737" }))),
  ];
  ask("发送位置", rows, "发送", (form) =>
    say({ type: "location", label: form.get("label"), latitude: Number(form.get("latitude")), longitude: Number(form.get("longitude")) }));
}

export function link(say) {
  const rows = [field("标题", make("input", { name: "title", required: true })), field("网址", make("input", { name: "url", type: "url", required: true, value: "https://" }))];
  ask("转发链接", rows, "发送", (form) => say({ type: "link", title: form.get("title"), url: form.get("url"), description: "" }));
}

/** `happen` posts an event; codes the account has made can be picked, any other scene typed. */
export async function scan(happen) {
  const { qrcodes } = await get("/qrcodes");
  const pick = (code) => happen({ event: "SCAN", scene: code.scene, ticket: code.ticket }).then(() => sheet().close());
  const codes = qrcodes.map((code) =>
    make("button", { type: "button", onclick: () => pick(code) }, make("img", { src: `/cgi-bin/showqrcode?ticket=${encodeURIComponent(code.ticket)}`, alt: "" }), code.scene));
  const made = codes.length ? make("div", { class: "codes" }, ...codes) : make("p", { class: "hint" }, "公众号还没有生成过二维码，可以直接填场景值");
  ask("扫一扫", [made, field("或填写场景值", make("input", { name: "scene", placeholder: "例如 ward-3" }))], "扫码", (form) => {
    if (!form.get("scene")) throw new Error("请先填写场景值");
    return happen({ event: "SCAN", scene: form.get("scene") });
  });
}

/** A menu button that scans: the phone reads some code and reports what it holds. */
export function scanForMenu(button, happen) {
  ask(button.name, [field("二维码里的内容", make("input", { name: "result", required: true }))], "确定", (form) =>
    happen({ event: button.type, key: button.key, result: form.get("result"), label: button.name }));
}

export function newParent(done) {
  const rows = [field("称呼", make("input", { name: "name", required: true, maxlength: 12, placeholder: "例如：果果妈妈" }))];
  ask("添加一位家长", rows, "添加", async (form) => done(await post("/parents", { name: form.get("name"), subscribed: false })));
}
