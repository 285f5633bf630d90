/** What the programs of a system really print during an incident. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { iso } from './formats.mjs';
import { pathTo } from './graph.mjs';
import { repoOf } from './plan-history.mjs';
import { applyEdit, writeTree } from './repository.mjs';
import { runProgram } from './run-program.mjs';

const PROGRAMS = join(dirname(fileURLToPath(import.meta.url)), '../programs');
const MINUTE = 60_000;

const COMMON_PATHS = [
  [/\/[\w./-]*\/\.pyenv\/versions\/[\d.]+\/lib\//g, '/usr/local/lib/'],
  [PROGRAMS, '/app'],
  // names that must not resolve while the programs run
  ['.invalid', '.example'],
];

/** The last tree, as it would be had one step never been made. */
function treeWithout(steps, left) {
  const tree = new Map();
  for (const [at, { edits }] of steps.entries())
    if (at !== left) for (const edit of edits) applyEdit(tree, edit);
  return tree;
}

/**
 * Runs the program whose fault it is, before and after it went live, over the same requests.
 *
 * @throws when the fault does not show, or shows without its change: then the truth would be wrong
 */
export async function coreLines({
  system,
  fault,
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
  // it is not this program that fails: what went wrong elsewhere did not reach it
  if (isAside) [codeService, flows] = [system.core, flows.filter((flow) => !flow.bad)];
  const program = system.programs[codeService];
  const repoName = repoOf(system, codeService);
  const trees = (when) => {
    const out = new Map();
    for (const [name, repository] of repositories) {
      if (name !== repoName && name !== library && !(program.uses ?? []).includes(name)) continue;
      const guiltyAt = guilty ? repository.steps.indexOf(guilty) : -1;
      // an innocent step after the guilty one is left out of the old tree as well: it was not live
      const until =
        { old: deployMs - 5 * MINUTE, origin: deployMs - 180 * MINUTE }[when] ?? Infinity;
      const steps = repository.steps.filter((step) => step.atMs < until);
      const at = when !== 'old' || guiltyAt < 0 ? steps.length - 1 : guiltyAt - 1;
      const prefix = name === repoName ? '' : `${program.libraryFolder ?? 'lib'}/`;
      const tree =
        when === 'without' && guiltyAt >= 0
          ? treeWithout(repository.steps, guiltyAt)
          : built.get(name).treeAt(Math.max(0, at));
      for (const [path, text] of tree) out.set(prefix + path, text);
    }
    return out;
  };
  const argsOf = (flow) =>
    flow.bad ? fault.bad(random, flow) : (fault.good ?? system.good)(random, flow);
  const requests = flows.map((flow) => [flow.index, flow.atMs, flow.trace, ...argsOf(flow)]);
  const flowOf = new Map(flows.map((flow) => [flow.index, flow]));
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
        `${system.key} ${fault.kind}: the bad request succeeded: ${argsOf(flow).join(' ')}\n${text}`,
      );
    if (!flow.bad && isError.test(text))
      throw new Error(
        `${system.key} ${fault.kind}: a good request failed: ${argsOf(flow).join(' ')}\n${text}`,
      );
  }
  if (isGuilty && fault.checkBefore !== false) {
    const bad = requests.filter((_, at) => flows[at].bad).slice(0, 12);
    // neither before the commit, nor with everything that came after it, tempting or not
    for (const when of ['old', 'without']) {
      for (const [index, text] of await run(when, bad, `check-${when}`))
        if (isError.test(text))
          throw new Error(
            `${system.key} ${fault.kind}: fails ${when} the change too: ${index}\n${text}`,
          );
    }
  }
  if (!isGuilty && !isAside) {
    // nobody's commit: the code of hours ago fails in the same way
    const bad = requests.filter((_, at) => flows[at].bad).slice(0, 4);
    const origin = await run('origin', bad, 'check-origin');
    for (const [index] of bad)
      if (!isError.test(origin.get(index) ?? ''))
        throw new Error(
          `${system.key} ${fault.kind}: the code of hours ago succeeds: ${origin.get(index)}`,
        );
  }
  const hosts = system.services.find((one) => one.name === codeService).hosts ?? [codeService];
  return [...before, ...after].map(([index, text]) => ({
    atMs: flowOf.get(index).atMs + 3,
    order: 1,
    service: codeService,
    host: hosts[index % hosts.length],
    text,
    isJson: program.json === true,
  }));
}

/** Runs the fronts and middle services, with their unrelated troubles by the level of noise. */
export async function edgeLines({
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
        `chore:${random.pick(system.chores ?? ['refreshRates', 'warmCache', 'importFeed', 'sendDigest'])}`,
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
    } else if (edge.lang === 'go') {
      result = await runProgram({
        command: goEdge(),
        args: [JSON.stringify(settings)],
        cwd: work,
        requests,
        paths: COMMON_PATHS,
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
    const isJson = !['text', 'logfmt'].includes(edge.style);
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

let goBinary;
function goEdge() {
  if (goBinary === undefined) {
    const folder = mkdtempSync(join(tmpdir(), 'eval-edge-'));
    goBinary = join(folder, 'edge');
    execFileSync('go', ['build', '-trimpath', '-o', goBinary, join(PROGRAMS, 'edge.go')], {
      env: { ...process.env, GO111MODULE: 'off' },
    });
  }
  return goBinary;
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

/** One stream with envelopes, a file per service, or what `docker compose logs` shows. */
export function layOutLogs(layout, lines) {
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
