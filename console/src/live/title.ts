/** The tab's title: what the page is, alternating with an urgent text while there is one. */

const EVERY = 1000;

let usual = document.title;
let urgent: string | null = null;
let timer: ReturnType<typeof setInterval> | undefined;

export function setTitle(text: string): void {
  usual = text;
  if (!urgent) document.title = text;
}

/** Flash `text` in turn with the usual title; null ends it. */
export function flashTitle(text: string | null): void {
  urgent = text;
  clearInterval(timer);
  document.title = text ?? usual;
  if (text) timer = setInterval(() => (document.title = document.title === usual ? text : usual), EVERY);
}
