/** Builds one incident: histories, real programs' output, modelled metrics, and the truth beside it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom } from '../../../scripts/scenarios/lib/random.mjs';
import { edgeRepository } from './edge-repository.mjs';
import {
  alertStyles,
  commitStyles,
  deploymentStyles,
  iso,
  metricNames,
  metricStyles,
  traceStyles,
} from './formats.mjs';
import { commonFiles, commonWork, messageStyles, workingHour } from './history.mjs';
import { createPropagation, dayShape, strengthOf } from './model.mjs';
import { applyEdit, buildRepository, writeTree } from './repository.mjs';
import { runProgram } from './run-program.mjs';

const PROGRAMS = join(dirname(fileURLToPath(import.meta.url)), '../programs');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Options of a plan's entry; see plan.mjs. */
const defaults = { noise: 1, decoys: [], missing: [], delay: null, alertAfter: null };

export async function assembleIncident(system, fault, given, id) {
  const variant = { ...defaults, ...given };
  const random = createRandom(`incident ${id}`);
  const style = { ...system.style, ...variant.style };
  const core = fault.service ?? system.core;

  // ---- the clock -------------------------------------------------------------------------------
  const day = Date.UTC(2025, 10, 3) + random.int(0, 210) * DAY;
  const onsetMs = day + random.int(6 * 60, 21 * 60) * MINUTE + random.int(0, 59) * 1000;
  const delayMs = (variant.delay ?? fault.delay ?? random.int(1, 4)) * MINUTE;
  const deployMs = onsetMs - delayMs;
  const shape = fault.shape ?? 'step';
  const isSlow = shape === 'slow' || shape === 'creep' || shape === 'growing';
  const alertMs =
    onsetMs +
    (variant.alertAfter ?? fault.alertAfter ?? (isSlow ? random.int(38, 55) : random.int(4, 9))) *
      MINUTE;
  const recoverMs = fault.lasts ? onsetMs + fault.lasts * MINUTE : null;
  const nowMs = Math.max(
    alertMs + random.int(6, 16) * MINUTE,
    recoverMs ? recoverMs + 9 * MINUTE : 0,
  );
  const startMs = Math.min(
    onsetMs - 70 * MINUTE,
    Math.max(deployMs - 25 * MINUTE, onsetMs - 5 * HOUR),
  );
  const strength = strengthOf(shape, { onsetMs, endMs: alertMs + 4 * MINUTE, recoverMs });

  // ---- repositories ----------------------------------------------------------------------------
  const codeService =
    fault.codeService ??
    (system.services.find((one) => one.name === core)?.repo ? core : system.core);
  const library =
    fault.repo !== undefined && fault.repo !== repoOf(system, codeService) ? fault.repo : null;
  const repositories = new Map();
  for (const [name, repo] of Object.entries(allRepositories(system, random))) {
    repositories.set(
      name,
      planHistory(name, repo, {
        system,
        style,
        random,
        beforeMs: Math.min(deployMs, onsetMs) - 3 * HOUR,
      }),
    );
  }
  const target = repositories.get(fault.repo ?? repoOf(system, codeService));
  const isGuilty = fault.edits !== undefined;
  const decoyIds = []; // filled once ids are known: [repository, step]
  const add = (repository, entry) => {
    const step = { ...entry, who: entry.who ?? random.pick(repository.team) };
    repository.steps.push(step);
    return step;
  };
  const say = (repository, m) => repository.say(m);
  const deployments = [];
  const deploy = (service, atMs, version) => deployments.push({ service, atMs, version });

  let guilty = null;
  if (variant.decoys.includes('words') && fault.tempt) {
    const early = random.chance(0.5);
    const repository = repositories.get(fault.tempt.repo ?? target.name);
    const step = add(repository, {
      message: say(repository, fault.tempt.m),
      atMs: deployMs - (early ? random.int(100, 170) : random.int(20, 45)) * MINUTE,
      edits: fault.tempt.edits,
    });
    decoyIds.push(step);
  }
  if (isGuilty) {
    const committedMs = library
      ? deployMs - random.int(6, 30) * HOUR
      : deployMs - random.int(50, 95) * MINUTE;
    if (library) {
      // published first; the using service takes it by a bump of the version, which is no defect itself
      target.steps = target.steps.filter((step) => step.atMs < committedMs);
    }
    guilty = add(target, {
      message: fault.raw ? fault.m : say(target, fault.m),
      atMs: committedMs,
      edits: fault.edits,
    });
    if (library && fault.bump) {
      const user = repositories.get(repoOf(system, codeService));
      decoyIds.push(
        add(user, {
          message: say(user, fault.bump.m),
          atMs: deployMs - random.int(20, 40) * MINUTE,
          edits: fault.bump.edits,
        }),
      );
    } else {
      const beside = target.spare.splice(0, random.int(0, 2));
      for (const work of beside) {
        add(target, {
          message: say(target, work.m),
          atMs: committedMs + random.int(2, 40) * MINUTE,
          edits: work.edits,
        });
      }
    }
  }
  const latestMs =
    isGuilty && delayMs >= 12 * MINUTE
      ? onsetMs - random.int(3, Math.min(9, delayMs / MINUTE - 3)) * MINUTE
      : onsetMs - random.int(3, 11) * MINUTE;
  if (variant.decoys.includes('latest')) {
    const repository = repositories.get(repoOf(system, codeService));
    const work = repository.code.shift() ?? repository.spare.shift();
    if (work && (!isGuilty || delayMs >= 12 * MINUTE)) {
      decoyIds.push(
        add(repository, {
          message: say(repository, work.m),
          atMs: latestMs - random.int(22, 40) * MINUTE,
          edits: work.edits,
          after: latestMs,
        }),
      );
      deploy(codeService, latestMs);
    }
  }
  if (variant.decoys.includes('loud')) {
    const loud = system.loud ?? system.entry;
    const repository = repositories.get(repoOf(system, loud));
    const work = repository?.code.shift() ?? repository?.spare.shift();
    if (work && loud !== codeService) {
      const atMs = onsetMs - random.int(4, 14) * MINUTE;
      decoyIds.push(
        add(repository, {
          message: say(repository, work.m),
          atMs: atMs - random.int(25, 50) * MINUTE,
          edits: work.edits,
        }),
      );
      deploy(loud, atMs);
    }
  }
  if (isGuilty && !fault.undeployed) deploy(codeService, deployMs);
  // some quiet work after the incident's commit that is not live yet
  const built = new Map();
  for (const [name, repository] of repositories) {
    repository.steps.sort((a, b) => a.atMs - b.atMs);
    built.set(name, buildRepository(repository.steps));
    repository.steps.forEach((step, at) => (step.id = built.get(name).ids[at]));
  }

  // ---- releases --------------------------------------------------------------------------------
  for (const service of system.services.filter((one) => repoOf(system, one.name))) {
    const repository = repositories.get(repoOf(system, service.name));
    const quiet = repository.steps.filter(
      (step) => step.atMs < deployMs - 3 * HOUR && step.atMs > deployMs - 16 * DAY,
    );
    for (const step of quiet.filter((_, at) => at % 3 === 2))
      deploy(service.name, step.atMs + random.int(14, 50) * MINUTE);
  }
  deployments.sort((a, b) => a.atMs - b.atMs);
  const versions = new Map();
  const previous = new Map();
  for (const deployment of deployments) {
    const repository = repositories.get(repoOf(system, deployment.service));
    const live = repository.steps.filter(
      (step) => step.atMs <= deployment.atMs - 5 * MINUTE,
    ).length;
    const before = previous.get(deployment.service) ?? Math.max(0, live - 3);
    const number = (versions.get(deployment.service) ?? random.int(20, 180)) + 1;
    versions.set(deployment.service, number);
    previous.set(deployment.service, live);
    Object.assign(deployment, {
      id: `${style.deployments === 'pipeline' ? 'run-' : 'd-'}${random.int(10000, 99999)}`,
      version:
        style.version === 'date'
          ? iso(deployment.atMs).slice(0, 10).replaceAll('-', '.') + `-${number}`
          : style.version === 'build'
            ? String(4000 + number)
            : `${system.major ?? 2}.${number}.${number % 3}`,
      startMs: deployment.atMs - random.int(60, 240) * 1000,
      commit: repository.steps[live - 1].id,
      commits: repository.steps
        .slice(before, live)
        .map((step) => step.id)
        .reverse(),
      env: system.env ?? 'prod',
      by: random.pick(repository.team).name,
    });
  }

  // ---- numbers ---------------------------------------------------------------------------------
  const own = (name, at) => {
    const parts = (fault.impact ?? [{ service: core, err: 0.4 }]).filter(
      (part) => part.service === name || (part.service === undefined && name === core),
    );
    const s = strength(at);
    return parts.reduce(
      (sum, part) => ({
        err: Math.min(0.97, sum.err + (part.err ?? 0) * s),
        addMs: sum.addMs + (part.addMs ?? 0) * s,
        timesMs: sum.timesMs * (1 + ((part.timesMs ?? 1) - 1) * s),
      }),
      { err: 0.0015, addMs: 0, timesMs: 1 },
    );
  };
  const propagate = createPropagation(system.services, own);
  const calm = createPropagation(system.services, () => ({ err: 0.0015 }))(onsetMs);
  const peakAt = recoverMs ? Math.min(recoverMs - MINUTE, onsetMs + 4 * MINUTE) : alertMs;
  const worst = shape === 'flap' ? propagate(onsetMs + 2 * MINUTE) : propagate(peakAt);
  const hurt = system.services
    .map((one) => one.name)
    .filter((name) => worst.get(name).err > 0.02 || worst.get(name).ms > calm.get(name).ms * 1.6);

  // ---- what the programs print -----------------------------------------------------------------
  const work = mkdtempSync(join(tmpdir(), 'eval-run-'));
  const flows = drawFlows({ random, startMs, nowMs, onsetMs, strength, fault, core, own, isSlow });
  const lines = [];
  {
    lines.push(
      ...(await coreLines({
        system,
        fault,
        core,
        codeService,
        library,
        flows,
        built,
        repositories,
        deployMs,
        guilty,
        work,
        random,
        isGuilty,
      })),
    );
  }
  lines.push(
    ...(await edgeLines({
      system,
      fault,
      core,
      flows,
      variant,
      work,
      random,
      startMs,
      nowMs,
      worst,
      calm,
      onsetMs,
      strength,
    })),
  );
  lines.sort((a, b) => a.atMs - b.atMs || a.order - b.order);

  // ---- metrics and traces ----------------------------------------------------------------------
  const series = drawSeries({
    system,
    fault,
    style,
    random,
    startMs,
    nowMs,
    onsetMs,
    strength,
    propagate,
    noise: variant.noise,
    alertMs,
  });
  const spans = drawSpans({ system, fault, core, random, flows, propagate, hurt });

  // ---- changes and events ----------------------------------------------------------------------
  const changes = quietChanges(system, random, onsetMs);
  let flagId = null;
  if (fault.change) {
    const change = { ...fault.change, atMs: deployMs };
    changes.push(change);
    flagId = change.id;
  }
  const decoyChanges = [];
  if (variant.decoys.includes('flag')) {
    const decoy = system.decoyChange ?? {
      id: `flag-${random.hex(4)}`,
      type: 'feature_flag',
      name: 'compact-footer',
      service: system.entry,
      before: 'off',
      after: 'on',
      by: 'growth',
    };
    changes.push({ ...decoy, atMs: onsetMs - random.int(2, 9) * MINUTE });
    decoyChanges.push(decoy.id);
  }
  changes.sort((a, b) => a.atMs - b.atMs);
  const events = drawEvents({
    system,
    fault,
    random,
    startMs,
    nowMs,
    onsetMs,
    alertMs,
    variant,
    core,
  });

  // ---- writing ---------------------------------------------------------------------------------
  const files = {};
  const alertService = fault.alertService ?? (random.chance(0.55) ? system.entry : core);
  const symptom = describeAlert({ fault, alertService, worst, calm, style, random });
  files['alert.json'] = json(
    alertStyles[style.alert]({
      id: String(random.int(10_000_000, 99_999_999)),
      ...symptom,
      service: alertService,
      env: system.env ?? 'prod',
      priority: fault.priority ?? 'P2',
      firedMs: alertMs,
      recoveredMs: recoverMs && nowMs > recoverMs ? recoverMs + 4 * MINUTE : null,
      nowMs,
    }),
  );
  Object.assign(files, layOutLogs(style.logs, lines, system));
  const commits = [];
  for (const [name, repository] of repositories) {
    const all = repository.steps.map((step) => ({
      id: step.id,
      repository: name,
      name: step.who.name,
      email: step.who.email,
      atMs: step.atMs,
      message: step.message,
      diff: built.get(name).diffOf(step.id),
    }));
    const keep = name === target.name || name === repoOf(system, codeService) ? 26 : 9;
    commits.push(
      ...all.slice(-keep).map((c, at) => ({ ...c, bare: style.bareOld && at < keep / 3 })),
    );
  }
  commits.sort((a, b) => b.atMs - a.atMs);
  files['commits.json'] = json(commitStyles[style.commits](commits), 1);
  files['deployments.json'] = json(
    deploymentStyles[style.deployments](deployments.filter((d) => d.atMs < nowMs).reverse()),
  );
  Object.assign(files, metricStyles[style.metrics](series));
  files['traces.json'] = json(traceStyles[style.traces](spans));
  if (changes.length > 0)
    files[style.changes ?? 'changes.json'] = json(
      changes.map((c) => ({
        id: c.id,
        type: c.type,
        name: c.name,
        service: c.service,
        before: c.before,
        after: c.after,
        by: c.by,
        at: iso(c.atMs),
        ...(c.note ? { description: c.note } : {}),
      })),
    );
  if (events.length > 0)
    files['events.json'] = json(events.map(({ atMs, ...event }) => ({ at: iso(atMs), ...event })));
  files['service_map.json'] = json(serviceMap(system, style));
  for (const missing of variant.missing)
    for (const name of Object.keys(files)) if (name.startsWith(missing)) delete files[name];

  const truth = {
    id,
    kind: fault.kind,
    language: fault.language ?? system.language,
    system: system.key,
    noise: variant.noise,
    missing: variant.missing,
    layout: system.layout,
    verdict: fault.verdict ?? (isGuilty || fault.change ? 'root_cause' : 'no_code_change'),
    commit: guilty?.id ?? null,
    change: flagId,
    category: fault.category ?? 'code_defect',
    firstFailingService: [core, ...(fault.alsoFirst ?? [])],
    blastRadius: hurt.filter((name) => name !== core && !(fault.alsoFirst ?? []).includes(name)),
    decisions: [fault.decision ?? 'TICKET'].flat(),
    decoys: {
      asked: variant.decoys,
      commits: decoyIds.map((step) => step.id),
      changes: decoyChanges,
    },
    onsetAt: iso(onsetMs),
    story: fault.story ?? fault.m ?? fault.kind,
  };
  for (const repository of built.values()) repository.remove();
  rmSync(work, { recursive: true, force: true });
  return { files, truth };
}

const json = (value, indent = 0) =>
  `${indent === 0 ? compact(value) : JSON.stringify(value, null, indent)}\n`;
/** One record per line: small, and still readable in a diff. */
function compact(value) {
  if (Array.isArray(value)) return `[\n${value.map((one) => JSON.stringify(one)).join(',\n')}\n]`;
  return JSON.stringify(value, null, 1);
}

export const repoOf = (system, service) =>
  system.services.find((one) => one.name === service)?.repo;

function allRepositories(system, random) {
  const out = { ...system.repos };
  for (const service of system.services) {
    if (!service.repo || out[service.repo] || !service.edge) continue;
    out[service.repo] = edgeRepository(service, system, random);
  }
  return out;
}

/** Base files come in over months, innocent work between them; what is left over is for decoys. */
function planHistory(name, repo, { system, style, random, beforeMs }) {
  const team = (repo.team ?? system.team).map((one) => ({
    name: one,
    email: `${one
      .toLowerCase()
      .normalize('NFD')
      .replace(/[^a-z ]/g, '')
      .replaceAll(' ', '.')}@${system.mail}`,
  }));
  const styleOf = messageStyles[repo.messages ?? style.messages];
  const say = (m) => styleOf(m, { random, scope: repo.service, project: system.project });
  const common = {
    service: repo.service,
    prefix: repo.prefix ?? '',
    ci: style.ci,
    image: repo.image,
  };
  const base = Object.entries({ ...commonFiles(common), ...repo.files });
  const shuffled = (list) =>
    list
      .map((one) => [random.next(), one])
      .sort((a, b) => a[0] - b[0])
      .map(([, one]) => one);
  const work = shuffled([...commonWork(common).slice(0, 16)]);
  const code = shuffled(repo.work ?? []);
  const spareCode = code.splice(0, Math.min(3, Math.floor(code.length / 2)));
  const spare = work.splice(0, 4);
  const first = base.splice(0, 4);
  const entries = [
    { m: 'Initial import', edits: first.map(([f, add]) => ({ f, add })) },
    ...base.map(([f, text]) => ({
      m: `Add ${f
        .split('/')
        .at(-1)
        .replace(/\.\w+$/, '')
        .replaceAll(/[_-]/g, ' ')}`,
      edits: [{ f, add: text }],
    })),
    ...shuffled([...work, ...code]),
  ];
  const span = random.int(90, 170) * DAY;
  const dense = 18 * DAY;
  const early = entries.length - Math.min(16, Math.floor(entries.length / 2));
  const steps = entries.map(({ m, edits }, at) => {
    const position =
      at < early
        ? (at / early) * (span - dense)
        : span - dense + ((at - early + random.next()) / (entries.length - early + 1)) * dense;
    return {
      message: at === 0 ? m : say(m),
      who: random.pick(team),
      atMs: Math.min(
        beforeMs - MINUTE * (entries.length - at),
        workingHour(random, beforeMs - span + position),
      ),
      edits,
    };
  });
  steps.sort((a, b) => a.atMs - b.atMs);
  // the order of edits matters where a file must exist first
  const ordered = steps.map((step) => step.atMs);
  entries.forEach(({ m, edits }, at) =>
    Object.assign(steps[at], { message: at === 0 ? m : say(m), edits, atMs: ordered[at] }),
  );
  return { name, steps, team, say, spare, code: spareCode };
}

/** Moments at which a request is followed through the system; denser where it matters. */
function drawFlows({ random, startMs, nowMs, onsetMs, strength, fault, isSlow, own, core }) {
  const flows = [];
  const put = (from, to, count) => {
    for (let n = 0; n < count; n += 1) flows.push({ atMs: Math.floor(random.between(from, to)) });
  };
  put(startMs, onsetMs, 70);
  put(onsetMs, nowMs, isSlow ? 80 : 60);
  flows.sort((a, b) => a.atMs - b.atMs);
  const rate = Math.max(
    own(core, onsetMs + 3 * MINUTE).err,
    fault.badShare ?? 0,
    fault.impact?.[0]?.err ?? 0.4,
  );
  flows.forEach((flow, index) => {
    flow.index = index;
    flow.trace = random.hex(32);
    flow.bad =
      !fault.noBad &&
      (fault.badAlways
        ? flow.atMs >= onsetMs
        : random.chance(strength(flow.atMs) * Math.max(0.25, rate)));
    flow.ms = random.int(8, 90);
  });
  // the first of them all is early: that is where the story begins
  return flows;
}

async function coreLines({
  system,
  fault,
  core,
  codeService,
  library,
  flows,
  built,
  repositories,
  deployMs,
  guilty,
  work,
  random,
  isGuilty,
}) {
  const isAside = fault.silentCore === true;
  if (isAside) [codeService, flows] = [system.core, flows.map((flow) => ({ ...flow, bad: false }))];
  const program = system.programs[codeService];
  const repoName = repoOf(system, codeService);
  const trees = (when) => {
    const out = new Map();
    for (const [name, repository] of repositories) {
      if (name !== repoName && name !== library && !(program.uses ?? []).includes(name)) continue;
      const guiltyAt = guilty ? repository.steps.indexOf(guilty) : -1;
      // an innocent step after the guilty one is left out of the old tree as well: it was not live
      const steps = repository.steps.filter(
        (step) => step.atMs < deployMs - 5 * MINUTE || when === 'new',
      );
      const at = when === 'new' || guiltyAt < 0 ? steps.length - 1 : guiltyAt - 1;
      const prefix = name === repoName ? '' : `${program.libraryFolder ?? 'lib'}/`;
      for (const [path, text] of built.get(name).treeAt(Math.max(0, at)))
        out.set(prefix + path, text);
    }
    return out;
  };
  const argsOf = (flow) =>
    flow.bad ? fault.bad(random, flow) : (fault.good ?? system.good)(random, flow);
  const requests = flows.map((flow) => [flow.index, flow.atMs, flow.trace, ...argsOf(flow)]);
  const run = async (when, wanted, name) => {
    if (wanted.length === 0) return new Map();
    const folder = join(work, name);
    const tree = trees(when);
    if (when === 'new' && fault.replaceLibrary) applyEdit(tree, fault.replaceLibrary);
    writeTree(tree, folder);
    for (const [path, text] of Object.entries(program.driver)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    for (const [command, ...args] of program.build ?? []) {
      try {
        execFileSync('/bin/sh', ['-c', [command, ...args].join(' ')], {
          cwd: folder,
          stdio: 'pipe',
          env: { ...process.env, HOME: process.env.HOME },
        });
      } catch (error) {
        throw new Error(
          `${system.key} ${fault.kind}: build failed\n${error.stdout}\n${error.stderr}`,
        );
      }
    }
    return runProgram({
      command: program.run[0],
      args: program.run.slice(1),
      cwd: folder,
      env: {
        SERVICE: codeService,
        HOST: system.services.find((one) => one.name === codeService).hosts?.[0] ?? codeService,
        ...program.env,
        ...fault.env,
        ...(when === 'new' ? fault.envAfter : {}),
      },
      requests: wanted,
      paths: [
        [`${folder}/`, program.home],
        [folder, program.home.replace(/\/$/, '')],
        ...(program.paths ?? []),
        ...COMMON_PATHS,
      ],
    });
  };
  const live = (flow) => !isGuilty || flow.atMs >= deployMs;
  const before = await run(
    'old',
    requests.filter((_, at) => !live(flows[at])),
    'old',
  );
  const after = await run(
    'new',
    requests.filter((_, at) => live(flows[at])),
    'new',
  );
  const isError = program.isError ?? /error|exception|fatal|panic|critical/i;
  for (const flow of flows.filter((one) => live(one))) {
    const text = after.get(flow.index) ?? '';
    if (flow.bad && !isError.test(text))
      throw new Error(
        `${system.key} ${fault.kind}: the bad request succeeded: ${requests[flow.index].join(' ')}\n${text}`,
      );
    if (!flow.bad && isError.test(text))
      throw new Error(
        `${system.key} ${fault.kind}: a good request failed: ${requests[flow.index].join(' ')}\n${text}`,
      );
  }
  if (isGuilty && fault.checkBefore !== false) {
    const bad = requests.filter((_, at) => flows[at].bad).slice(0, 12);
    const old = await run('old', bad, 'check');
    for (const [index, text] of old)
      if (isError.test(text))
        throw new Error(
          `${system.key} ${fault.kind}: failed before the change too: ${requests[index].join(' ')}\n${text}`,
        );
  }
  const hosts = system.services.find((one) => one.name === codeService).hosts ?? [codeService];
  return [...before, ...after].map(([index, text]) => ({
    atMs: flows[index].atMs + 3,
    order: 1,
    service: codeService,
    host: hosts[index % hosts.length],
    text,
    isJson: program.json === true,
  }));
}

const COMMON_PATHS = [
  ['/root/.pyenv/versions/3.11.7/lib/', '/usr/local/lib/'],
  [PROGRAMS, '/app'],
  // names that must not resolve while the programs run
  ['.invalid', '.example'],
];

async function edgeLines({
  system,
  fault,
  core,
  flows,
  variant,
  work,
  random,
  startMs,
  nowMs,
  worst,
  onsetMs,
  strength,
}) {
  const out = [];
  const onPath = pathTo(system, fault.entry ?? system.entry, core);
  const failing = fault.outcome ?? '500';
  for (const service of system.services) {
    if (!service.edge) continue;
    const { edge } = service;
    const at = onPath.indexOf(service.name);
    const next = onPath[at + 1] ?? service.calls?.[0]?.to ?? 'store';
    const isHurt = at >= 0 && worst.get(service.name).err > 0.02 && service.name !== core;
    const requests = [];
    const put = (atMs, trace, path, outcome, ms) =>
      requests.push([requests.length, Math.floor(atMs), trace, path, outcome, ms]);
    for (const flow of flows) {
      if (at < 0 && !random.chance(0.25)) continue;
      if (at >= 0 && !flow.bad && random.chance(0.35)) continue;
      const bad = flow.bad && at >= 0 && isHurt;
      const isOrigin = service.name === core && flow.bad && fault.edgeOrigin;
      put(
        flow.atMs + 12 + 6 * (onPath.length - at),
        flow.trace,
        random.pick(edge.paths),
        isOrigin ? fault.edgeOrigin : bad ? (onPath[at + 1] === core ? failing : '502') : 'ok',
        flow.ms + 12 * (onPath.length - at),
      );
    }
    const chores = [0, 1, 6, 16][variant.noise];
    for (let n = 0; n < chores; n += 1)
      put(
        random.between(startMs, nowMs),
        '-',
        '-',
        `chore:${random.pick(['refreshRates', 'warmCache', 'importFeed', 'sendDigest'])}`,
        0,
      );
    const murmurs = edge.says ?? [
      'GC pause above 80 ms',
      'slow consumer, falling back to polling',
      'cache hit ratio below 70%',
      'retrying after 409',
      'config reloaded',
      'health check ok',
    ];
    for (let n = 0; n < [0, 3, 8, 18][variant.noise]; n += 1)
      put(
        random.between(startMs, nowMs),
        '-',
        '-',
        `say:${random.pick(['info', 'info', 'warn'])}:${random.pick(murmurs).replaceAll(':', ' ')}`,
        0,
      );
    for (const { service: name, level, text, count = 8, before = false } of fault.says ?? []) {
      if (name !== service.name) continue;
      for (let n = 0; n < count; n += 1) {
        const moment = random.between(before ? onsetMs - 25 * MINUTE : onsetMs, nowMs);
        if (before || random.chance(strength(moment)))
          put(moment, '-', '-', `say:${level}:${text.replaceAll(':', ' ')}`, 0);
      }
    }
    requests.sort((a, b) => a[1] - b[1]);
    requests.forEach((request, index) => (request[0] = index));
    const hosts = service.hosts ?? [service.name];
    const settings = {
      service: service.name,
      upstream: next,
      style: edge.style,
      host: hosts[0],
      file: edge.file,
      words: edge.words ?? {},
      upstreamError: fault.upstreamError,
      dnsName: fault.dnsName,
      spoolPath: fault.spoolPath,
      ...(fault.edgeOrigin === 'cert' && service.name === core
        ? { tls: expiredCertificate(work) }
        : {}),
    };
    let result;
    if (edge.lang === 'java') {
      const classes = compiledEdge();
      const {
        failed = 'Request failed',
        handled = 'Served',
        chore = 'Job failed',
      } = edge.words ?? {};
      const parts = edge.file.split('.');
      result = await runProgram({
        command: 'java',
        args: [
          '-Xshare:auto',
          '-cp',
          classes,
          'Edge',
          service.name,
          next,
          edge.style,
          failed,
          handled,
          chore,
        ],
        cwd: work,
        requests,
        paths: [
          ['Edge$UpstreamException', `${parts.slice(0, -1).join('.')}.UpstreamException`],
          ['Edge.java', `${parts.at(-1)}.java`],
          ['at Edge.', `at ${edge.file}.`],
        ],
      });
    } else if (edge.lang === 'python') {
      result = await runProgram({
        command: 'python3',
        args: [join(PROGRAMS, 'edge.py'), JSON.stringify(settings)],
        cwd: work,
        requests,
        paths: COMMON_PATHS,
      });
    } else {
      result = await runProgram({
        command: 'node',
        args: [join(PROGRAMS, 'edge.mjs'), JSON.stringify(settings)],
        cwd: work,
        requests,
        paths: COMMON_PATHS,
      });
    }
    const isJson = !['text'].includes(edge.style);
    for (const [index, text] of result)
      out.push({
        atMs: requests[index][1],
        order: 2,
        service: service.name,
        host: hosts[index % hosts.length],
        text,
        isJson,
      });
  }
  return out;
}

let edgeClasses;
/** The JVM's front is compiled once for all incidents of a run. */
function compiledEdge() {
  if (edgeClasses === undefined) {
    edgeClasses = mkdtempSync(join(tmpdir(), 'eval-edge-'));
    execFileSync('javac', ['-d', edgeClasses, join(PROGRAMS, 'Edge.java')]);
  }
  return edgeClasses;
}

/** A certificate that ended long ago, made for this run alone. */
function expiredCertificate(folder) {
  const key = join(folder, 'tls.key');
  const cert = join(folder, 'tls.crt');
  execFileSync(
    'faketime',
    [
      '2025-01-02 00:00:00',
      'openssl',
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      cert,
      '-days',
      '30',
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=DNS:localhost,IP:127.0.0.1',
    ],
    { stdio: 'ignore' },
  );
  return { key, cert };
}

/** The way from one service to another along the calls. */
function pathTo(system, from, to, seen = new Set()) {
  if (from === to) return [from];
  if (seen.has(from)) return [];
  seen.add(from);
  for (const { to: next } of system.services.find((one) => one.name === from)?.calls ?? []) {
    const rest = pathTo(system, next, to, seen);
    if (rest.length > 0) return [from, ...rest];
  }
  return [];
}

function drawSeries({
  system,
  fault,
  style,
  random,
  startMs,
  nowMs,
  onsetMs,
  strength,
  propagate,
  noise,
  alertMs,
}) {
  const names = metricNames[style.metricNames];
  const step =
    nowMs - startMs > 3 * HOUR ? 3 * MINUTE : nowMs - startMs > 100 * MINUTE ? 2 * MINUTE : MINUTE;
  const times = [];
  for (let at = Math.ceil(startMs / step) * step; at <= nowMs; at += step) times.push(at);
  const jitter = [0, 0.03, 0.07, 0.14][noise];
  const series = [];
  const surge = (at) => 1 + ((fault.traffic ?? 1) - 1) * strength(at);
  const states = times.map((at) => propagate(at));
  for (const service of system.services) {
    if (service.unseen) continue;
    const wobble = (mean) => Math.max(0, random.normal(mean, Math.abs(mean) * jitter));
    const phase = random.between(-2 * HOUR, 2 * HOUR);
    const column = (metric, valueAt) =>
      series.push({
        service: service.name,
        metric,
        points: times.map((at, index) => [
          at,
          random.chance(noise === 3 ? 0.015 : 0) ? null : valueAt(at, index),
        ]),
      });
    const hits = times.map((at) =>
      wobble(
        service.rps *
          dayShape(at + phase) *
          (fault.trafficOn === undefined || fault.trafficOn.includes(service.name) ? surge(at) : 1),
      ),
    );
    column(names.hits, (_, index) => hits[index]);
    column(names.errors, (_, index) => {
      const share = Math.max(
        0,
        random.normal(
          states[index].get(service.name).err,
          0.0012 + states[index].get(service.name).err * jitter,
        ),
      );
      return names.scale.errors === 'share'
        ? share
        : names.scale.errors === 'percent'
          ? share * 100
          : share * hits[index];
    });
    column(
      names.p95,
      (_, index) => wobble(states[index].get(service.name).ms * 2.1) * names.scale.p95,
    );
    column(
      names.cpu,
      (at, index) =>
        Math.min(
          99,
          wobble(
            (service.cpu ?? 30) *
              (0.6 + (0.4 * hits[index]) / service.rps) *
              (1 + ((fault.cpu?.[service.name] ?? 1) - 1) * strength(at)),
          ),
        ) * names.scale.cpu,
    );
    column(
      names.memory,
      (at) =>
        wobble(
          (service.memory ?? 380) * (1 + ((fault.memory?.[service.name] ?? 1) - 1) * strength(at)),
        ) * names.scale.memory,
    );
    for (const extra of [
      ...(service.extras ?? []),
      ...(fault.extras ?? []).filter((one) => one.service === service.name),
    ]) {
      const changed = (fault.gauges ?? []).find(
        (one) => one.service === service.name && one.metric === extra.metric,
      );
      column(extra.metric, (at) => {
        const s = strength(at);
        const value = changed
          ? extra.base + (changed.to - extra.base) * s
          : extra.to !== undefined
            ? extra.base + (extra.to - extra.base) * s
            : extra.base;
        return extra.whole ? Math.round(wobble(value)) : wobble(value);
      });
    }
  }
  return series;
}

function drawSpans({ system, fault, core, random, flows, propagate, hurt }) {
  const spans = [];
  const chosen = [
    ...flows.filter((flow) => !flow.bad).filter((_, at) => at % 5 === 0),
    ...flows.filter((flow) => flow.bad).filter((_, at) => at % 2 === 0),
  ];
  const byName = new Map(system.services.map((service) => [service.name, service]));
  for (const flow of chosen.slice(0, 44)) {
    const state = propagate(flow.atMs);
    const visit = (name, parentId, startMs, onPath) => {
      const service = byName.get(name);
      const spanId = random.hex(16);
      const callees = (service.calls ?? []).filter(
        ({ to, share = 1 }) =>
          (onPath && pathTo(system, to, core).length > 0) || random.chance(share),
      );
      const index = spans.length;
      spans.push(null);
      let childMs = 0;
      let childFailed = false;
      const isCulprit = flow.bad && name === (fault.failsAt ?? core);
      const ownMs = Math.max(
        0.4,
        (state.get(name).ms -
          (service.calls ?? []).reduce(
            (sum, { to, share = 1 }) => sum + state.get(to).ms * share,
            0,
          )) *
          random.between(0.75, 1.3),
      );
      if (!(isCulprit && fault.failsFirst !== false)) {
        for (const { to, soft } of callees) {
          const child = visit(
            to,
            spanId,
            startMs + ownMs * 0.4 + childMs,
            onPath && pathTo(system, to, core).length > 0,
          );
          childMs += child.ms;
          childFailed ||= child.failed && !soft;
        }
      }
      const failed = isCulprit || childFailed;
      const ms = ownMs + childMs;
      const status = failed ? (isCulprit ? (fault.status ?? 500) : 502) : 200;
      spans[index] = {
        traceId: flow.trace,
        spanId,
        parentId,
        service: name,
        resource: service.resource ?? `GET /${name}`,
        kind: parentId ? (service.store ? 'client' : 'server') : 'server',
        startMs,
        ms,
        status: service.store ? undefined : status,
        error: failed
          ? {
              type: isCulprit ? fault.errorType : 'UpstreamError',
              message: isCulprit ? (fault.errorText ?? 'internal error') : `HTTP ${status}`,
            }
          : null,
      };
      return { ms, failed };
    };
    visit(fault.entry ?? system.entry, null, flow.atMs, true);
  }
  void hurt;
  return spans;
}

function quietChanges(system, random, onsetMs) {
  const pool = system.changes ?? [];
  return pool
    .filter(() => random.chance(0.7))
    .map((change) => ({
      ...change,
      id: change.id ?? `chg-${random.hex(5)}`,
      atMs: onsetMs - random.int(9, 140) * HOUR,
    }));
}

function drawEvents({ system, fault, random, startMs, nowMs, onsetMs, variant, core }) {
  const out = [];
  const pod = (service) =>
    `${service.name}-${random.hex(8)}-${random.pick(['x2k4q', 'p8d1m', '77zwt', 'lk9vv', 'q4m2c'])}`;
  for (let n = 0; n < [0, 2, 5, 11][variant.noise]; n += 1) {
    const service = random.pick(system.services.filter((one) => !one.store));
    const [type, reason, text] = random.pick([
      ['Normal', 'Pulled', 'Container image already present on machine'],
      ['Normal', 'ScalingReplicaSet', 'Scaled up replica set by 1'],
      ['Warning', 'Unhealthy', 'Readiness probe failed: HTTP probe failed with statuscode: 503'],
      ['Normal', 'Killing', 'Stopping container for node upgrade'],
      ['Normal', 'SuccessfulRescale', 'New size: 4; reason: cpu resource utilization above target'],
    ]);
    out.push({
      atMs: random.int(startMs, nowMs),
      type,
      reason,
      service: service.name,
      pod: pod(service),
      message: text,
    });
  }
  for (const event of fault.events ?? []) {
    const { count = 1, after = 0, spread = 6, ...rest } = event;
    const service = system.services.find((one) => one.name === (event.service ?? core));
    for (let n = 0; n < count; n += 1) {
      const atMs = onsetMs + (after + random.between(0, spread) * (n / count)) * MINUTE;
      if (atMs < nowMs)
        out.push({
          atMs: Math.floor(atMs),
          type: 'Warning',
          ...(service ? { service: service.name, pod: pod(service) } : {}),
          ...rest,
        });
    }
  }
  return out.sort((a, b) => a.atMs - b.atMs);
}

function describeAlert({ fault, alertService, worst, calm, style, random }) {
  const names = metricNames[style.metricNames];
  if (fault.alert) return { metric: names.errors, value: 0, threshold: 0, ...fault.alert };
  const { err, ms } = worst.get(alertService);
  if (err > 0.03) {
    const percent = Math.round(err * 1000) / 10;
    return {
      title: random.pick([
        `Error rate on ${alertService} is high`,
        `${alertService}: 5xx above threshold`,
        `High failure ratio ${alertService}`,
        `${alertService} availability SLO burning`,
      ]),
      body: random.pick([
        `${percent}% of requests failed in the last 5 minutes (threshold 5%).`,
        `Error ratio ${percent / 100} > 0.05 for 5m. Customers may see failures.`,
        `${alertService} answered ${percent}% of requests with a server error.`,
      ]),
      metric: names.errors,
      value: percent,
      threshold: 5,
    };
  }
  return {
    title: random.pick([
      `Latency of ${alertService} is high`,
      `${alertService} p95 above objective`,
      `Slow responses: ${alertService}`,
    ]),
    body: `p95 is ${Math.round(ms * 2.1)} ms, usually ${Math.round(calm.get(alertService).ms * 2.1)} ms.`,
    metric: names.p95,
    value: Math.round(ms * 2.1),
    threshold: Math.round(calm.get(alertService).ms * 3.2),
  };
}

function serviceMap(system, style) {
  const calls = system.services.flatMap(({ name, calls: list = [] }) =>
    list.map(({ to }) => ({ from: name, to })),
  );
  if (style.map === 'nodes')
    return {
      services: system.services.map(({ name, calls: list = [], hosts }) => ({
        name,
        dependsOn: list.map(({ to }) => to),
        ...(hosts ? { hosts: system.nodesOf?.[name] ?? hosts } : {}),
      })),
    };
  return {
    calls,
    runsOn: system.services
      .filter((one) => one.node)
      .map((one) => ({ service: one.name, host: one.node })),
  };
}

/** One stream with envelopes, a file per service, or what `docker compose logs` shows. */
function layOutLogs(layout, lines) {
  if (layout === 'perService') {
    const out = {};
    for (const { service, text } of lines)
      out[`logs/${service}.log`] = `${out[`logs/${service}.log`] ?? ''}${text}\n`;
    return out;
  }
  if (layout === 'compose') {
    return {
      'app.log': `${lines
        .map(({ service, text }) =>
          text
            .split('\n')
            .map((line) => `${service}-1  | ${line}`)
            .join('\n'),
        )
        .join('\n')}\n`,
    };
  }
  return {
    'logs.ndjson': `${lines
      .flatMap(({ service, host, text, isJson, atMs }) =>
        isJson
          ? text.split('\n')
          : [JSON.stringify({ timestamp: iso(atMs), service, host, message: text })],
      )
      .join('\n')}\n`,
  };
}
