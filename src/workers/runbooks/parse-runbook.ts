/** One runbook: Markdown with front matter that says what it is for, and the steps that it recommends. */
import { parse } from 'yaml';
import { z } from 'zod';
import { foldSpace } from '../text.ts';

/** Who vouches for the text: whoever runs MIRA, or everybody who may push to the repository. */
export type RunbookSource = 'folder' | 'repository';

export interface Runbook {
  readonly title: string;
  /** Below the runbooks folder, or in the repository. */
  readonly path: string;
  readonly source: RunbookSource;
  readonly services: readonly string[];
  readonly monitors: readonly string[];
  readonly tags: readonly string[];
  /** Among several that fit equally well the higher one comes first. */
  readonly priority: number;
  readonly body: string;
  /** What to do, in its own words, in their order. */
  readonly steps: readonly string[];
}

/** `a`, `[a, b]`, `a, b`; numbers, because monitor ids are written as such. */
const Patterns = z
  .preprocess(
    (value) => (typeof value === 'string' ? value.split(',').map((part) => part.trim()) : value),
    z.union([z.array(z.coerce.string().trim()), z.number().transform((id) => [String(id)])]),
  )
  .transform((list) => list.filter((pattern) => pattern !== ''))
  .default([]);

const FrontMatter = z.object({
  title: z.string().trim().min(1).optional(),
  services: Patterns,
  monitors: Patterns,
  tags: Patterns,
  priority: z.number().default(0),
});

const MAX_BODY = 20_000;
const MAX_STEPS = 12;
const MAX_STEP = 400;

const WITH_FRONT_MATTER = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)([\s\S]*)$/;

/**
 * @param service - whose runbook it is when it does not say itself: those in a service's repository
 * need no front matter
 * @returns the runbook, or the reason why the file is none
 */
export function parseRunbook(
  text: string,
  path: string,
  source: RunbookSource,
  service?: string,
): Runbook | string {
  const match =
    WITH_FRONT_MATTER.exec(text) ?? (service === undefined ? null : ['', '', text.trim()]);
  if (match === null)
    return 'it has no front matter (--- lines at its top) that says what it is for';
  let yaml: unknown;
  try {
    // Without aliases: a file from a repository must not unfold to gigabytes.
    yaml = parse(match[1] ?? '', { maxAliasCount: 0, logLevel: 'error' });
  } catch (error) {
    return `its front matter is no YAML: ${String(error).split('\n')[0]}`;
  }
  const front = FrontMatter.safeParse(yaml ?? {});
  if (!front.success) return `its front matter is not usable: ${z.prettifyError(front.error)}`;
  const { monitors, tags, priority } = front.data;
  const unselected = front.data.services.length + monitors.length + tags.length === 0;
  if (unselected && service === undefined)
    return 'its front matter names no services, monitors or tags';
  const services = unselected && service !== undefined ? [service] : front.data.services;
  const body = (match[2] ?? '').trim().slice(0, MAX_BODY);
  const heading = /^#\s+(.+)$/m.exec(body)?.[1]?.trim();
  const title = front.data.title ?? heading ?? path;
  return {
    title: foldSpace(title).slice(0, 200),
    path,
    source,
    services,
    monitors,
    tags,
    priority,
    body,
    steps: stepsOf(body),
  };
}

/** Headings under which people write what to do. */
const STEP_HEADING =
  /\b(steps?|remed\w+|mitigat\w+|resol\w+|recover\w*|actions?|procedure|what to do|fix\w*|checks?)\b/i;
const HEADING = /^#{1,6}\s+(.*)$/;
const ITEM = /^\s?(?:\d{1,3}[.)]|[-*+])\s+(?:\[[ xX]\]\s+)?(.*)$/;
const NUMBERED = /^\s{0,3}\d{1,3}[.)]\s/;

/** The list items under such a heading; without one, the first numbered list. */
export function stepsOf(body: string): string[] {
  const sections = sectionsOf(body);
  const told = sections.filter(({ heading }) => STEP_HEADING.test(heading)).flatMap(itemsOf);
  const steps = told.length > 0 ? told : firstNumbered(sections);
  return steps
    .map((step) => foldSpace(step))
    .filter((step) => step !== '' && step.length <= MAX_STEP)
    .slice(0, MAX_STEPS);
}

interface Section {
  readonly heading: string;
  readonly lines: string[];
}

/** Fences hold commands, in which a `#` is a comment and a `-` an option: they are left out. */
function sectionsOf(body: string): Section[] {
  const sections: Section[] = [{ heading: '', lines: [] }];
  let fenced = false;
  for (const line of body.split(/\r?\n/)) {
    if (/^\s*(?:```|~~~)/.test(line)) {
      fenced = !fenced;
      sections.at(-1)?.lines.push('');
      continue;
    }
    if (fenced) continue;
    const heading = HEADING.exec(line)?.[1];
    if (heading === undefined) sections.at(-1)?.lines.push(line);
    else sections.push({ heading, lines: [] });
  }
  return sections;
}

/** Items with their continuation lines; nested items are part of nothing and left out. */
function itemsOf({ lines }: Section): string[] {
  const items: string[] = [];
  let open = false;
  for (const line of lines) {
    const item = ITEM.exec(line)?.[1];
    if (item !== undefined) {
      items.push(item);
      open = true;
    } else if (open && /^\s{2,}\S/.test(line) && !/^\s+(?:[-*+]|\d+[.)])\s/.test(line)) {
      items[items.length - 1] += `\n${line}`;
    } else {
      open = false;
    }
  }
  return items;
}

function firstNumbered(sections: readonly Section[]): string[] {
  const found = sections.find(({ lines }) => lines.some((line) => NUMBERED.test(line)));
  return found === undefined
    ? []
    : itemsOf({ ...found, lines: found.lines.filter((line) => !/^\s{0,3}[-*+]\s/.test(line)) });
}
