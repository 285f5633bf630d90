/** A message within Slack's limits: split, cut, escaped. */
import type { KnownBlock } from '@slack/web-api';

const MAX_SECTION = 3_000;
/** All text of a message: above about 13,200 characters Slack refuses it, whatever its blocks. */
const MAX_TOTAL = 11_500;
const MAX_BLOCKS = 48;
const CUT = '\n_… cut; the report has the rest_';

/** `&`, `<` and `>` carry Slack's commands (`<!channel>`): text from outside must not hold them. Entities stay. */
export const escapeSlack = (text: string): string =>
  text
    .replace(/&(?!(?:amp|lt|gt);)/g, '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');

export interface MessageLink {
  readonly label: string;
  readonly url: string;
}

/** @returns blocks for the sections and one for the links; none when there is neither */
export function messageBlocks(
  sections: readonly string[],
  links: readonly MessageLink[],
): KnownBlock[] {
  const footer = linkLine(links);
  let room = MAX_TOTAL - footer.length;
  const texts: string[] = [];
  for (const section of sections.map((one) => escapeSlack(one).trim())) {
    for (const piece of split(section, MAX_SECTION)) {
      if (piece === '' || room <= CUT.length) continue;
      const full = texts.length >= MAX_BLOCKS - 2 || piece.length > room - CUT.length;
      const kept = full
        ? `${cutWords(piece, Math.min(room, MAX_SECTION) - CUT.length)}${CUT}`
        : piece;
      texts.push(closed(kept));
      room = full ? 0 : room - kept.length;
    }
  }
  return [...texts, ...(footer === '' ? [] : [footer])].map((text) => ({
    type: 'section',
    text: { type: 'mrkdwn', text },
  }));
}

function linkLine(links: readonly MessageLink[]): string {
  const parts: string[] = [];
  for (const { label, url } of links) {
    if (!/^https?:\/\//i.test(url)) continue;
    const safeUrl = escapeSlack(url).replaceAll('|', '%7C');
    const part = `<${safeUrl}|${escapeSlack(label).replaceAll('|', '¦')}>`;
    if (parts.join('  ·  ').length + part.length + 5 > MAX_SECTION) break;
    parts.push(part);
  }
  return parts.join('  ·  ');
}

/** Pieces of at most `max` characters, broken at line ends where there are any; code blocks stay code. */
function split(text: string, max: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > max) {
    // room for a fence that has to be closed here and opened again
    const limit = max - 8;
    const lineEnd = rest.lastIndexOf('\n', limit);
    let at = lineEnd > limit / 2 ? lineEnd : limit;
    // never in the middle of an entity
    const entity = rest.lastIndexOf('&', at);
    if (entity > at - 5 && !rest.slice(entity, at).includes(';')) at = entity;
    const piece = rest.slice(0, at);
    const open = isOpen(piece);
    pieces.push(open ? `${piece}\n\`\`\`` : piece);
    rest = `${open ? '```\n' : ''}${rest.slice(at).replace(/^\n/, '')}`;
  }
  pieces.push(rest);
  return pieces;
}

const isOpen = (text: string): boolean => (text.match(/```/g) ?? []).length % 2 === 1;
const closed = (text: string): string =>
  isOpen(text) ? `${text.slice(0, MAX_SECTION - 4)}\n\`\`\`` : text;
const cutWords = (text: string, max: number): string =>
  text
    .slice(0, Math.max(0, max))
    .replace(/&[a-z]{0,3}$/, '')
    .trimEnd();
