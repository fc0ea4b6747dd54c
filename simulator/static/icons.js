// Line icons, drawn on a 24 by 24 grid.

const draw = (inside) =>
  `<svg viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">${inside}</svg>`;

export const icons = {
  more: draw('<circle cx="5" cy="12" r="1.2" fill="currentColor"/><circle cx="12" cy="12" r="1.2" fill="currentColor"/><circle cx="19" cy="12" r="1.2" fill="currentColor"/>'),
  keyboard: draw('<rect x="3" y="6" width="18" height="12" rx="2"/><path d="M7 10h.01M11 10h.01M15 10h.01M17.5 10h.01M8 14.5h8"/>'),
  list: draw('<path d="M5 8h14M5 12h14M5 16h14"/>'),
  voice: draw('<circle cx="12" cy="12" r="9"/><path d="M9.5 12h.01M11.5 9.8a3 3 0 0 1 0 4.4M14 8a6 6 0 0 1 0 8"/>'),
  waves: draw('<path d="M12 18h.01M8.5 14.5a5 5 0 0 1 7 0M5.5 11a9.5 9.5 0 0 1 13 0"/>'),
  plus: draw('<circle cx="12" cy="12" r="9"/><path d="M12 8v8M8 12h8"/>'),
  add: draw('<path d="M12 5v14M5 12h14"/>'),
  image: draw('<rect x="3.5" y="5" width="17" height="14" rx="2"/><circle cx="9" cy="10" r="1.6"/><path d="m4 17 5-4 3.5 3 3-2.5 5 4"/>'),
  video: draw('<rect x="3" y="6.5" width="12.5" height="11" rx="2"/><path d="m15.5 10.5 5-3v9l-5-3z"/>'),
  play: draw('<circle cx="12" cy="12" r="9"/><path d="m10 8.5 5.5 3.5-5.5 3.5z" fill="currentColor"/>'),
  place: draw('<path d="M12 21c-4-4.6-6.5-7.9-6.5-11a6.5 6.5 0 0 1 13 0c0 3.1-2.5 6.4-6.5 11z"/><circle cx="12" cy="10" r="2.3"/>'),
  scan: draw('<path d="M4 9V6a2 2 0 0 1 2-2h3M15 4h3a2 2 0 0 1 2 2v3M20 15v3a2 2 0 0 1-2 2h-3M9 20H6a2 2 0 0 1-2-2v-3M4 12h16"/>'),
  link: draw('<path d="M10 14a4 4 0 0 0 5.7 0l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-5.7 0l-3 3a4 4 0 0 0 5.7 5.7l1-1"/>'),
  leave: draw('<circle cx="10" cy="8.5" r="3.5"/><path d="M3.5 19c1-4 12-4 13 0M17 9.5h5"/>'),
  close: draw('<path d="M6 6l12 12M18 6 6 18"/>'),
  account:
    '<svg viewBox="0 0 32 32" aria-hidden="true"><path d="M16 27C9 22 5 18 5 12.5A6.2 6.2 0 0 1 16 9a6.2 6.2 0 0 1 11 3.5C27 18 23 22 16 27z" fill="#fff"/><circle cx="16" cy="15" r="3.2" fill="#12a56d"/><path d="M10.5 22.3c1-3.6 10-3.6 11 0L16 27z" fill="#12a56d"/></svg>',
};
