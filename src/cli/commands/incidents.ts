/** `mira incidents` and `mira incidents show`: what is wrong, and what was found. */
import { z } from 'zod';
import { Incident } from '../../domain/incident.ts';
import { Investigation } from '../../domain/investigation.ts';
import { MiraError } from '../../domain/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { createRunEventRenderer } from '../render/run-events.ts';
import { ago, clockTime, percent } from '../render/units.ts';
import type { Context } from './context.ts';
import { fetchInvestigation, IncidentList, showResult } from './run-view.ts';

export interface ListFlags {
  readonly status?: string;
  readonly service?: string;
  readonly since?: string;
  readonly limit: number;
}

const IncidentView = z.looseObject({
  incident: Incident,
  alerts: z.array(
    z.looseObject({
      alert: z.looseObject({ title: z.string(), transition: z.string(), firedAt: z.string() }),
      fate: z.looseObject({ fate: z.string(), reason: z.string() }),
    }),
  ),
  investigations: z.array(Investigation),
});

/** Sections of `mira incidents show`. */
export const SECTIONS = ['verdict', 'timeline', 'trace', 'evidence', 'alerts'] as const;
export type Section = (typeof SECTIONS)[number];

export async function listIncidents({ api, output }: Context, flags: ListFlags): Promise<ExitCode> {
  const query = new URLSearchParams({ limit: String(flags.limit) });
  if (flags.status) query.set('state', flags.status);
  if (flags.service) query.set('service', flags.service);
  if (flags.since) query.set('since', flags.since);
  const { incidents } = await api.request(IncidentList, 'GET', `/incidents?${query.toString()}`);
  output.data(incidents);
  if (incidents.length === 0) output.line('no incidents');
  else {
    const now = Date.now();
    output.table(
      ['incident', 'prio', 'state', 'service', 'env', 'opened', 'alerts', 'title'],
      incidents.map((incident) => [
        incident.id,
        incident.priority,
        incident.state,
        incident.service ?? '–',
        incident.env ?? '–',
        ago(incident.openedAt, now),
        String(incident.cycles.reduce((sum, cycle) => sum + cycle.alerts, 0)),
        incident.title,
      ]),
    );
  }
  return EXIT.ok;
}

/** Takes the id of an incident or of an investigation. */
export async function showIncident(
  context: Context,
  id: string,
  section?: string,
): Promise<ExitCode> {
  const { api, output } = context;
  if (section !== undefined && !SECTIONS.includes(section as Section)) {
    throw new MiraError(
      'bad_argument',
      `--section ${section}: must be one of ${SECTIONS.join(', ')}`,
    );
  }
  const view = await api.request(IncidentView, 'GET', `/incidents/${encodeURIComponent(id)}`);
  const newest = view.incident.investigationIds.at(-1);
  const run = newest === undefined ? undefined : await fetchInvestigation(api, newest);
  output.data({ ...view, ...run });
  const { incident } = view;
  const { paint } = output;
  output.line(
    `${paint.bold(incident.title)}\n${incident.priority} · ${incident.state} · ${incident.service ?? 'no service'} · ${incident.env ?? 'no env'} · opened ${incident.openedAt}${incident.mapped ? '' : paint.yellow(' · not in the registry')}\n`,
  );
  const wants = (name: Section): boolean => section === undefined || section === name;
  if (wants('alerts')) {
    for (const { alert, fate } of view.alerts) {
      output.line(
        `  ${paint.dim(clockTime(alert.firedAt))} ${alert.transition} · ${alert.title} → ${fate.fate} ${paint.dim(`(${fate.reason})`)}`,
      );
    }
  }
  if (run && wants('verdict')) showResult(output, run);
  if (run?.report && section === 'timeline') {
    for (const entry of run.report.timeline) output.line(`${paint.dim(entry.at)}  ${entry.what}`);
  }
  if (run?.report && section === 'evidence') {
    for (const entry of run.report.evidence)
      output.line(`${paint.bold(`[${entry.id}]`)} ${entry.summary}\n${entry.text}\n`);
  }
  if (newest !== undefined && section === 'trace') {
    const renderer = createRunEventRenderer(paint);
    for await (const event of api.follow(newest, 0, context.signal)) {
      const line = renderer.render(event);
      if (line !== undefined) output.line(line);
    }
  }
  if (run && !run.report)
    output.line(
      `investigation ${run.investigation.status}, stage ${run.investigation.stage ?? 'none'}`,
    );
  if (run?.report)
    output.line(
      paint.dim(
        `confidence ${percent(run.report.confidence)}; sections: --section ${SECTIONS.join('|')}`,
      ),
    );
  return EXIT.ok;
}
