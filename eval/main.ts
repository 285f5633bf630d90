/**
 * `npm run eval -- [--half development|sealed|all] [--model playbook|gemini:NAME|openai:NAME] [--perturb [N]] [--only ID] [--json FILE]`:
 * runs the analysis over the scenario suite and compares it with the truth. See docs/evaluation.md.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Command, Option } from 'commander';
import { messageOf } from '../src/domain/errors.ts';
import type { LanguageModel } from '../src/workers/models/language-model.ts';
import { summarizeFlips } from './perturb/flips.ts';
import { flipped, printableFlips } from './perturb/print.ts';
import { labelled, runVariations } from './perturb/run.ts';
import { PERTURBATIONS } from './perturb/vary.ts';
import { againstBaseline, writeBaseline } from './run/baseline.ts';
import { createDecide, modelOf } from './run/model-verdict.ts';
import { printable } from './run/print.ts';
import { runTasks } from './run/pool.ts';
import { scoreBatch, scoreHistory, scoreIncident, type IncidentScore } from './run/score.ts';
import { summarize } from './run/summary.ts';
import type { Task } from './run/tasks.ts';
import { readBatchTruths, readHistoryTruths, readIncidentTruths } from './run/truth.ts';

const options = new Command('npm run eval --')
  .description('Runs the scenario suite and compares the answers with the truth.')
  .addOption(
    new Option('--half <half>', 'which half')
      .choices(['development', 'sealed', 'all'])
      .default('development'),
  )
  .option('--model <model>', 'who decides: playbook, gemini:NAME or openai:NAME', 'playbook')
  .option('--only <id...>', 'these incidents, batches or histories alone, whatever their half')
  .option('--json <file>', 'write figures and every answer there')
  .option('--list', 'print every wrong answer')
  .option('--perturb [rounds]', 'vary each incident and count the verdicts that flip')
  .option('--kinds <name...>', 'with --perturb: these perturbations alone')
  .option('--baseline', 'make these figures the ones that others are compared with')
  .parse()
  .opts<{
    half: 'development' | 'sealed' | 'all';
    model: string;
    only?: string[];
    json?: string;
    list?: boolean;
    perturb?: string | true;
    kinds?: string[];
    baseline?: boolean;
  }>();

/** A missing key is the operator's to mend: said in a line, before an hour of work. */
function usable(ref: string): LanguageModel {
  try {
    return modelOf(ref);
  } catch (error) {
    console.error(messageOf(error));
    process.exit(2);
  }
}

/** A counter for whoever watches, gone when all is done. */
function showProgress(all: number): (done: number) => void {
  return (done) => {
    if (process.stderr.isTTY)
      process.stderr.write(done === all ? '\r\u001B[K' : `\r${done} of ${all}`);
  };
}

function writeResult(file: string, result: object): void {
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
}

const isWanted = (one: { readonly half: string; readonly id: string }): boolean =>
  options.only?.includes(one.id) ?? (options.half === 'all' || one.half === options.half);

const incidents = readIncidentTruths().filter(isWanted);
if (options.perturb !== undefined) {
  await perturb(options.perturb === true ? 1 : Math.max(1, Number(options.perturb) || 1));
  process.exit(0);
}
const batches = readBatchTruths().filter(isWanted);
const histories = readHistoryTruths().filter(isWanted);
const tasks: Task[] = [
  ...histories.map(({ id }): Task => ({ kind: 'history', id })),
  ...incidents.map(({ id }): Task => ({ kind: 'incident', id })),
  ...batches.map(({ id }): Task => ({ kind: 'batch', id })),
];
if (tasks.length === 0) {
  console.error(
    `nothing to run: no incident, batch or history is called ${options.only?.join(', ') ?? ''}`,
  );
  process.exit(2);
}

async function perturb(rounds: number): Promise<void> {
  const unknown = options.kinds?.filter((kind) => !PERTURBATIONS.some(({ name }) => name === kind));
  if (unknown !== undefined && unknown.length > 0) {
    console.error(
      `no perturbation is called ${unknown.join(', ')}: ${PERTURBATIONS.map(({ name }) => name).join(', ')}`,
    );
    process.exit(2);
  }
  const scores = await runVariations(incidents.map(labelled), readIncidentTruths().map(labelled), {
    rounds,
    ...(options.kinds === undefined ? {} : { only: options.kinds }),
    onAnswer: showProgress(incidents.length),
  });
  const flips = summarizeFlips(scores);
  console.log(printableFlips(flips));
  if (options.list === true || options.only !== undefined)
    console.log(['\nlost', ...flipped(scores)].join('\n'));
  if (options.json !== undefined) writeResult(options.json, { flips, variations: scores });
}

const decide = options.model === 'playbook' ? null : createDecide(usable(options.model));
const begun = performance.now();
const answers = await runTasks(tasks, showProgress(tasks.length));

const answerOf = (id: string) => answers.find((one) => one.id === id);
const incidentScores: IncidentScore[] = [];
for (const truth of incidents) {
  const given = answerOf(truth.id);
  if (given?.kind !== 'incident') continue;
  const analysis = decide === null ? given.analysis : await decide(given.analysis);
  incidentScores.push(scoreIncident(truth, analysis));
}
const batchScores = batches.flatMap((truth) => {
  const given = answerOf(truth.id);
  return given?.kind === 'batch' ? [scoreBatch(truth, given.alerts)] : [];
});
const historyScores = histories.flatMap((truth) => {
  const given = answerOf(truth.id);
  return given?.kind === 'history' ? [scoreHistory(truth, given.ranked)] : [];
});
const summary = summarize(
  {
    model: options.model,
    half: options.only === undefined ? options.half : 'chosen',
    seconds: (performance.now() - begun) / 1000,
  },
  incidentScores,
  batchScores,
  historyScores,
);
console.log(printable(summary));
const changed = againstBaseline(summary);
if (changed.length > 0) console.log(`\nagainst the baseline\n${changed.join('\n')}`);
if (options.baseline === true && options.only === undefined && options.model === 'playbook')
  writeBaseline(summary);
if (options.list === true || options.only !== undefined) {
  console.log('\nwrong or incomplete');
  for (const score of incidentScores)
    if (!score.right || !score.firstServiceRight || !score.decisionRight)
      console.log(
        `  ${score.id} ${score.right ? 'right' : score.falseConviction ? 'BLAMED' : 'wrong'} ${score.kind}: ${score.said}`,
      );
  for (const score of batchScores)
    if (score.missed.length + score.overPaged.length > 0)
      console.log(
        `  ${score.id} missed ${score.missed.join(', ') || '–'}; paged for nothing ${score.overPaged.join(', ') || '–'}`,
      );
  for (const score of historyScores)
    console.log(
      `  ${score.id} ${score.language}: rank ${score.rank ?? 'none'} of ${score.commits}`,
    );
}
if (options.json !== undefined)
  writeResult(options.json, {
    summary,
    incidents: incidentScores,
    batches: batchScores,
    histories: historyScores,
  });
