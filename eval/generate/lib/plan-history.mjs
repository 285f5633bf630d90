/** When a repository's innocent commits were made, by whom, and what is kept back for decoys. */
import { edgeRepository } from './edge-repository.mjs';
import { commonFiles, commonWork, messageStyles, workingHour } from './history.mjs';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The repository that a service's code lies in; undefined for stores and providers. */
export const repoOf = (system, service) =>
  system.services.find((one) => one.name === service)?.repo;

/** The system's own repositories and those of its fronts. */
export function allRepositories(system) {
  const out = { ...system.repos };
  for (const service of system.services) {
    if (!service.repo || out[service.repo] || !service.edge) continue;
    out[service.repo] = edgeRepository(service);
  }
  return out;
}

/** Base files come in over months, innocent work between them; what is left over is for decoys. */
export function planHistory(name, repo, { system, style, random, beforeMs }) {
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
  const work = shuffled(commonWork(common));
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
