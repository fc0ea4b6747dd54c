/** The desk's keyboard: j and k through the list, Esc back, Ctrl or ⌘ with K to the articles. */

export interface Actions {
  step: (by: number) => void;
  back: () => void;
  search: () => void;
}

/** Returns how to stop listening. */
export function listenToKeys(actions: Actions): () => void {
  const listener = (event: KeyboardEvent) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      actions.search();
    } else if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    else if (event.key === "Escape") escape(event, actions);
    else if (!isTyping(event.target)) move(event, actions);
  };
  document.addEventListener("keydown", listener);
  return () => document.removeEventListener("keydown", listener);
}

/** The first Esc leaves the field, so that j and k work; an open dialog keeps its own Esc. */
function escape(event: KeyboardEvent, actions: Actions): void {
  if (document.querySelector("[aria-modal='true']")?.checkVisibility()) return;
  if (isTyping(event.target)) (event.target as HTMLElement).blur();
  else actions.back();
}

function move(event: KeyboardEvent, actions: Actions): void {
  if (event.key === "j") actions.step(1);
  if (event.key === "k") actions.step(-1);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
}
