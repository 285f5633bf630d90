/** `mira analyze`: finds the cause of an incident from files alone; no network, no keys. */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { looseFile, readBundle, readFiles, type ReadSource } from '../../bundle/read-bundle.ts';
import { parseTime } from '../../bundle/values/time.ts';
import type { Analysis } from '../../domain/analysis.ts';
import { MiraError, messageOf } from '../../domain/errors.ts';
import type { ObservedAlert, Observations } from '../../domain/observation.ts';
import { toIso, toMs } from '../../domain/time.ts';
import { analyze, mineTemplates, parseStackTraces } from '../../evidence/index.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { openGit } from '../git/git.ts';
import { addRepository } from '../git/read-changes.ts';
import { analysisMarkdown } from '../render/analysis-markdown.ts';
import { problemText, renderAnalysis } from '../render/analysis.ts';
import { count, percent } from '../render/units.ts';
import { wrap } from '../render/wrap.ts';
import type { Context } from './context.ts';

export interface AnalyzeFlags {
  readonly bundle?: string;
  readonly logs: readonly string[];
  readonly metrics: readonly string[];
  readonly traces: readonly string[];
  readonly commits: readonly string[];
  readonly deployments: readonly string[];
  readonly changes: readonly string[];
  readonly events: readonly string[];
  readonly serviceMap?: string;
  readonly alert?: string;
  readonly repo?: string;
  readonly service?: string;
  readonly since?: string;
  readonly now?: string;
  readonly markdown?: string;
  readonly exitCode?: boolean;
}

export async function analyzeFiles(
  context: Context,
  subject: string,
  flags: AnalyzeFlags,
): Promise<ExitCode> {
  const { output, signal } = context;
  const loose = looseFiles(flags);
  if (flags.bundle === undefined && loose.length === 0 && flags.repo === undefined)
    throw new MiraError(
      'bad_argument',
      'nothing to analyze: give --bundle DIR, or files with --logs, --metrics, --commits, or --repo',
    );
  if (flags.bundle !== undefined && loose.length > 0)
    throw new MiraError(
      'bad_argument',
      '--bundle stands alone: put the other files into its folder',
    );

  const step = createSteps(context);
  if (subject !== '') step(`Reading what is there about “${subject}”`);
  else step(`Reading ${flags.bundle ?? 'the files'}`);
  const onSource = (source: ReadSource): void => step.note(sourceText(source));
  const reading =
    flags.bundle === undefined
      ? await readFiles(loose, { onSource, alerts: [] })
      : await readBundle(flags.bundle, { onSource });
  let observations = withQuestion(reading.observations, subject, flags);
  for (const problem of observations.inputProblems.slice(0, 5))
    step.note(`! ${problemText(problem)}`);

  const repositories = [...(flags.repo === undefined ? [] : [flags.repo]), ...reading.repositories];
  const sinceMs = observations.window === null ? null : toMs(observations.window.from);
  for (const folder of repositories) {
    step(`Reading the history of ${shortPath(folder)}`);
    try {
      const git = await openGit(folder, { exact: folder !== flags.repo, signal });
      // only loose files may leave the time open: then the history's own end is "now"
      observations = await anchored(observations, git);
      const read = await addRepository(git, observations, sinceMs);
      observations = read.observations;
      step.note(read.summary);
    } catch (error) {
      if (folder === flags.repo) throw error;
      observations = {
        ...observations,
        inputProblems: [
          ...observations.inputProblems,
          { file: shortPath(folder), line: null, problem: messageOf(error) },
        ],
      };
      step.note(`! ${messageOf(error)}`);
    }
  }
  const usable = reading.usable || repositories.length > 0;

  thinkAloud(observations, step);
  step('Weighing every change against the explanations without one');
  const analysis = analyze(observations);
  for (const hypothesis of analysis.hypotheses.slice(0, 3))
    step.note(`${percent(hypothesis.probability)}  ${hypothesis.statement}`);
  const together = togetherText(analysis);
  if (together !== null) step.note(together);

  output.data(analysis);
  for (const line of renderAnalysis(analysis, output.paint)) output.line(line);
  if (flags.markdown !== undefined)
    await writeMarkdown(flags.markdown, analysis, titleOf(observations, subject));
  if (!usable) {
    const why = analysis.inputProblems.slice(0, 5).map(problemText).join('; ');
    output.progress(
      `mira: nothing usable in ${flags.bundle ?? 'the files'}${why === '' ? '' : `: ${why}`}`,
    );
    return EXIT.usage;
  }
  return flags.exitCode === true && analysis.verdict === 'inconclusive'
    ? EXIT.inconclusive
    : EXIT.ok;
}

/** Why the verdict is surer, or less sure, than its strongest explanation alone. */
function togetherText({ verdict, confidence, hypotheses }: Analysis): string | null {
  const top = hypotheses[0]?.probability ?? 0;
  if (verdict !== 'no_code_change' || Math.abs(confidence - top) < 0.02) return null;
  return `${percent(confidence)}  that no change is to blame, all explanations without one together`;
}

const looseFiles = (flags: AnalyzeFlags): BundleFile[] => [
  ...(flags.alert === undefined ? [] : [looseFile('alert', flags.alert)]),
  ...(flags.serviceMap === undefined ? [] : [looseFile('service_map', flags.serviceMap)]),
  ...flags.deployments.map((file) => looseFile('deployments', file)),
  ...flags.commits.map((file) => looseFile('commits', file)),
  ...flags.changes.map((file) =>
    looseFile(/flag|feature/i.test(path.basename(file)) ? 'flags' : 'changes', file),
  ),
  ...flags.events.map((file) => looseFile('events', file)),
  ...flags.traces.map((file) => looseFile('traces', file)),
  ...flags.logs.map((file) => looseFile('logs', file)),
  ...flags.metrics.map((file) => looseFile('metrics', file)),
];
type BundleFile = ReturnType<typeof looseFile>;

/** The words of the question are the alert where no alert was given; flags complete it. */
function withQuestion(given: Observations, subject: string, flags: AnalyzeFlags): Observations {
  const nowMs =
    flags.now === undefined ? toMs(given.now) : momentOf('--now', flags.now, toMs(given.now));
  const sinceMs = flags.since === undefined ? null : momentOf('--since', flags.since, nowMs);
  const service = flags.service ?? given.service ?? serviceInWords(subject, given);
  const asked: ObservedAlert[] =
    subject === '' || given.alerts.length > 0
      ? []
      : [
          {
            id: 'question',
            title: subject,
            body: '',
            service,
            env: null,
            firedAt: sinceMs === null ? null : toIso(sinceMs),
            recoveredAt: null,
            tags: [],
          },
        ];
  return {
    ...given,
    now: toIso(nowMs),
    window: sinceMs === null ? given.window : { from: toIso(sinceMs), to: toIso(nowMs) },
    service,
    alerts: [...given.alerts, ...asked],
  };
}

function momentOf(flag: string, text: string, referenceMs: number): number {
  const ms = parseTime(text, referenceMs);
  if (ms === null)
    throw new MiraError(
      'bad_argument',
      `${flag} ${text}: not a moment; write 2026-01-02T10:00:00Z, 10:00 (UTC), or now-2h`,
    );
  return ms;
}

/** “500 errors on checkout API”: the service whose name stands in the words. */
function serviceInWords(
  subject: string,
  { logs, metrics, spans, deployments, serviceMap }: Observations,
): string | null {
  const names = new Set<string>();
  for (const { service } of logs.slice(0, 50_000)) if (service !== null) names.add(service);
  for (const { service } of metrics) if (service !== null) names.add(service);
  for (const { service } of spans.slice(0, 50_000)) names.add(service);
  for (const { service } of deployments) if (service !== null) names.add(service);
  for (const { from, to } of serviceMap.calls) {
    names.add(from);
    names.add(to);
  }
  const said = ` ${subject.toLowerCase().replace(/[^a-z0-9]+/g, ' ')} `;
  const folded = (name: string): string =>
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ' ')
      .trim();
  const whole = [...names].filter((name) => said.includes(` ${folded(name)} `));
  const part = [...names].filter((name) => said.includes(` ${folded(name).split(' ')[0] ?? ''} `));
  return (
    whole.toSorted((a, b) => b.length - a.length)[0] ??
    (part.length === 1 ? (part[0] ?? null) : names.size === 1 ? ([...names][0] ?? null) : null)
  );
}

/** Without any time in the files, the repository's newest commit is as far as anything is known. */
async function anchored(
  observations: Observations,
  git: { run(args: readonly string[]): Promise<string> },
): Promise<Observations> {
  if (toMs(observations.now) > 0) return observations;
  const newest = Number(await git.run(['log', '-1', '--format=%ct', 'HEAD']).catch(() => '0'));
  return newest > 0 ? { ...observations, now: toIso(newest * 1_000) } : observations;
}

type Step = ((text: string) => void) & { note(text: string): void };

/** Numbered steps on stdout for a person; nothing in JSON, nothing when quiet. */
function createSteps({ output, settings }: Context): Step {
  let number = 0;
  const silent = settings.quiet;
  const step = (text: string): void => {
    number += 1;
    if (!silent) output.line(`${output.paint.bold(`${number}.`)} ${text}`);
  };
  step.note = (text: string): void => {
    if (!silent) for (const line of wrap(text, '   ', '     ')) output.line(output.paint.dim(line));
  };
  return step;
}

const sourceText = ({ kind, file, count: n }: ReadSource): string => {
  const nouns: Readonly<Record<ReadSource['kind'], string>> = {
    alert: 'alert',
    meta: 'alert',
    service_map: 'edge',
    deployments: 'deployment',
    commits: 'commit',
    patches: 'commit',
    changes: 'change',
    flags: 'flag change',
    events: 'event',
    monitors: 'monitor',
    traces: 'span',
    logs: 'log record',
    patterns: 'log pattern',
    metrics: 'metric point',
    files: 'path',
  };
  return `${file}: ${count(n, nouns[kind])}`;
};

/** What each tool of the engine sees, with counts: findings before the conclusion. */
function thinkAloud(observations: Observations, step: Step): void {
  const { logs, metrics, spans, commits, deployments, configChanges, infraEvents } = observations;
  if (logs.length > 0) {
    const bad = logs.filter((record) => record.level === 'error' || record.level === 'fatal');
    const traces = bad.filter((record) => record.stack !== undefined).slice(0, 200);
    const first = bad.find((record) => record.at !== null);
    step('Going through the logs');
    step.note(
      `${count(logs.length, 'record')}, ${count(bad.length, 'error')}${first === undefined ? '' : `, the first at ${first.at ?? ''}`}`,
    );
    if (traces.length > 0) {
      const types = new Map<string, number>();
      for (const record of traces)
        for (const trace of parseStackTraces(record.stack ?? '').slice(0, 1)) {
          const type = trace.exceptionType ?? 'an unnamed exception';
          types.set(type, (types.get(type) ?? 0) + 1);
        }
      const shown = [...types]
        .toSorted((a, b) => b[1] - a[1])
        .slice(0, 4)
        .map(([type, n]) => `${type} ×${n}`);
      if (shown.length > 0) step.note(`stack traces: ${shown.join(', ')}`);
    }
    const lines = bad.slice(0, 20_000).map((record) => ({
      message: record.message,
      atMs: record.at === null ? null : toMs(record.at),
      level: record.level,
      service: record.service,
      times: record.times ?? 1,
    }));
    for (const template of mineTemplates(lines)
      .toSorted((a, b) => b.count - a.count)
      .slice(0, 3))
      step.note(`${template.count}× ${template.template.slice(0, 140)}`);
  }
  if (metrics.length > 0) {
    const points = metrics.reduce((sum, series) => sum + series.points.length, 0);
    step('Looking for where the metrics turn');
    step.note(
      `${count(metrics.length, 'series').replace('seriess', 'series')}, ${count(points, 'point')}`,
    );
  }
  if (spans.length > 0) {
    const failing = spans.filter((span) => span.error !== null);
    step('Following the traces to the deepest failing span');
    step.note(
      `${count(spans.length, 'span')}, ${failing.length} failing in ${[...new Set(failing.map((span) => span.service))].slice(0, 6).join(', ') || 'none'}`,
    );
  }
  if (commits.length + deployments.length + configChanges.length + infraEvents.length > 0) {
    const read = commits.filter((commit) =>
      commit.files.some((file) => file.patch !== null),
    ).length;
    step('Listing what changed');
    step.note(
      `${count(commits.length, 'commit')} (${read} with diffs), ${count(deployments.length, 'deployment')}, ${count(configChanges.length, 'flag or config change')}, ${count(infraEvents.length, 'platform event')}`,
    );
  }
}

const shortPath = (folder: string): string => path.relative(process.cwd(), folder) || '.';

const titleOf = ({ alerts }: Observations, subject: string): string =>
  subject === '' ? (alerts[0]?.title ?? 'Incident analysis') : subject;

async function writeMarkdown(file: string, analysis: Analysis, title: string): Promise<void> {
  const text = analysisMarkdown(analysis, title);
  if (file === '-') {
    process.stdout.write(text);
    return;
  }
  await writeFile(file, text).catch((error: unknown) => {
    throw new MiraError('bad_argument', `--markdown ${file}: ${messageOf(error)}`);
  });
}
