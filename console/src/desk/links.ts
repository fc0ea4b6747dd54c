/** A message's text as parents see it: the links the bot writes become pieces with an address. */

export interface Piece {
  text: string;
  href?: string;
}

const LINK = /<a href="(https?:[^"]+)">(.*?)<\/a>/g;

export function linked(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const found of text.matchAll(LINK)) {
    pieces.push({ text: text.slice(end, found.index) }, { text: found[2] ?? "", href: found[1] });
    end = found.index + found[0].length;
  }
  return [...pieces, { text: text.slice(end) }].filter((piece) => piece.text);
}
