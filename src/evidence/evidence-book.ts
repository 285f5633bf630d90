/** Numbers evidence as it is found, so that claims can cite it. */
import type { Evidence, EvidenceKind } from '../domain/analysis.ts';

export interface NewEvidence {
  readonly kind: EvidenceKind;
  readonly summary: string;
  /** What a citation may quote, verbatim. */
  readonly text: string;
  readonly atMs?: number | null;
  readonly service?: string | null;
  readonly commit?: string | null;
  readonly toolCallId?: string | null;
  readonly link?: string | null;
}

export interface EvidenceBook {
  /** Adds a piece and returns its id; the same kind and text twice is one piece. */
  add(piece: NewEvidence): string;
  all(): Evidence[];
}

const MAX_TEXT = 6_000;
const MAX_SUMMARY = 240;

export function createEvidenceBook(): EvidenceBook {
  const pieces: Evidence[] = [];
  const known = new Map<string, string>();
  return {
    add(piece) {
      const key = `${piece.kind}\n${piece.text}\n${piece.service ?? ''}`;
      const existing = known.get(key);
      if (existing !== undefined) return existing;
      const id = `E${pieces.length + 1}`;
      const at = piece.atMs ?? null;
      pieces.push({
        id,
        kind: piece.kind,
        summary: oneLine(piece.summary),
        text: piece.text.length > MAX_TEXT ? `${piece.text.slice(0, MAX_TEXT)}…` : piece.text,
        at: at === null || !Number.isFinite(at) ? null : new Date(at).toISOString(),
        service: piece.service ?? null,
        commit: piece.commit ?? null,
        toolCallId: piece.toolCallId ?? null,
        link: piece.link ?? null,
      });
      known.set(key, id);
      return id;
    },
    all: () => pieces,
  };
}

function oneLine(text: string): string {
  const flat = text.replace(/\s+/g, ' ').trim();
  return flat.length > MAX_SUMMARY ? `${flat.slice(0, MAX_SUMMARY - 1)}…` : flat;
}
