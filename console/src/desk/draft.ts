/** What an advisor has typed and not sent, kept in this browser per conversation. */

const key = (conversationId: number) => `pa:draft:${conversationId}`;

export function draftOf(conversationId: number): string {
  return localStorage.getItem(key(conversationId)) ?? "";
}

export function keepDraft(conversationId: number, text: string): void {
  if (text) localStorage.setItem(key(conversationId), text);
  else localStorage.removeItem(key(conversationId));
}
