/** Builds one incident: histories, real programs' output, modelled metrics, and the truth beside it. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createRandom } from '../../../scripts/scenarios/lib/random.mjs';
import {
  alertStyles,
  commitStyles,
  deploymentStyles,
  iso,
  metricStyles,
  traceStyles,
} from './formats.mjs';
import {
  eventStyles,
  mapStyles,
  moreAlertStyles,
  moreCommitStyles,
  moreDeploymentStyles,
  moreMetricStyles,
  moreTraceStyles,
} from './formats-more.mjs';
import { serviceMap } from './graph.mjs';
import { logLayouts, patternsOf } from './log-layouts.mjs';
import { createPropagation, strengthOf } from './model.mjs';
import { allRepositories, planHistory, repoOf } from './plan-history.mjs';
import { coreLines, edgeLines, layOutLogs } from './program-logs.mjs';
import { buildRepository } from './repository.mjs';
import {
  describeAlert,
  drawEvents,
  drawFlows,
  drawSeries,
  drawSpans,
  quietChanges,
} from './signals.mjs';

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
  for (const [name, repo] of Object.entries(allRepositories(system))) {
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
      // others that take the same version at the same time
      for (const { service, m, edits } of fault.alsoBump ?? []) {
        const other = repositories.get(repoOf(system, service));
        const atMs = deployMs - random.int(20, 40) * MINUTE;
        decoyIds.push(add(other, { message: say(other, m), atMs, edits }));
        deploy(service, deployMs + random.int(2, 8) * MINUTE);
      }
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
  // innocent work of the same hours; `at` and `live` are minutes from when the fault went live
  for (const { m, edits, at, repo, live, service = codeService, decoy } of fault.company ?? []) {
    const repository = repositories.get(repo ?? repoOf(system, service));
    const atMs = deployMs + at * MINUTE;
    const step = add(repository, { message: say(repository, m), atMs, edits });
    if (decoy) decoyIds.push(step);
    if (live !== undefined) deploy(service, deployMs + live * MINUTE);
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
      previous: repository.steps[before - 1]?.id,
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
  const flows = drawFlows({
    random,
    startMs,
    nowMs,
    onsetMs,
    strength,
    fault,
    core,
    own,
    isSlow,
    counts: system.flows,
  });
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
  const write = (name, value, indent) => {
    if (value instanceof Map) Object.assign(files, Object.fromEntries(value));
    else files[name] = json(value, indent);
  };
  const alertService = fault.alertService ?? (random.chance(0.55) ? system.entry : core);
  const symptom = describeAlert({ fault, alertService, worst, calm, style, random });
  write(
    'alert.json',
    { ...alertStyles, ...moreAlertStyles }[style.alert]({
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
  if (variant.patternsOnly)
    files['patterns.json'] = json(
      patternsOf(lines, { samples: variant.patternsOnly !== 'templates' }),
    );
  else
    Object.assign(
      files,
      logLayouts[style.logs] ? logLayouts[style.logs](lines) : layOutLogs(style.logs, lines),
    );
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
    const [near, far] = system.keep ?? [26, 9];
    const keep = name === target.name || name === repoOf(system, codeService) ? near : far;
    commits.push(
      ...all.slice(-keep).map((c, at) => ({
        ...c,
        bare: variant.missing.includes('diffs') || (style.bareOld && at < keep / 3),
      })),
    );
  }
  commits.sort((a, b) => b.atMs - a.atMs);
  write('commits.json', { ...commitStyles, ...moreCommitStyles }[style.commits](commits), 1);
  write(
    'deployments.json',
    { ...deploymentStyles, ...moreDeploymentStyles }[style.deployments](
      deployments.filter((d) => d.atMs < nowMs).reverse(),
    ),
  );
  Object.assign(files, { ...metricStyles, ...moreMetricStyles }[style.metrics](series));
  write('traces.json', { ...traceStyles, ...moreTraceStyles }[style.traces](spans));
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
    files['events.json'] = json(
      style.events
        ? eventStyles[style.events](events)
        : events.map(({ atMs, ...event }) => ({ at: iso(atMs), ...event })),
    );
  files['service_map.json'] = json(
    mapStyles[style.map] ? mapStyles[style.map](system) : serviceMap(system, style),
  );
  for (const missing of variant.missing)
    for (const name of Object.keys(files))
      if (name.startsWith(missing === 'traces' && style.traces === 'csv' ? 'spans' : missing))
        delete files[name];
  for (const [name, text] of Object.entries(files)) {
    if (!style.gzip?.some((prefix) => name.startsWith(prefix))) continue;
    files[`${name}.gz`] = gzipSync(text);
    delete files[name];
  }

  const truth = {
    id,
    kind: fault.kind,
    language: fault.language ?? system.language,
    system: system.key,
    noise: variant.noise,
    missing: variant.patternsOnly ? [...variant.missing, 'logs'] : variant.missing,
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
export function compact(value) {
  if (Array.isArray(value)) return `[\n${value.map((one) => JSON.stringify(one)).join(',\n')}\n]`;
  const members = Object.entries(value).map(
    ([key, member]) =>
      `${JSON.stringify(key)}: ${Array.isArray(member) ? compact(member) : JSON.stringify(member)}`,
  );
  return `{\n${members.join(',\n')}\n}`;
}
