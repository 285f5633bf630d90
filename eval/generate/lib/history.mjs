/** Innocent work around the code: what every repository sees in a year, and how teams word it. */

/** Files that a repository has besides its code. */
export function commonFiles({ service, prefix = '', ci = 'github', replicas = 3, image }) {
  const p = (path) => (prefix === '' ? path : `${prefix}/${path}`);
  return {
    [p('README.md')]:
      `# ${service}\n\nOwned by the ${service} team. See docs/runbook.md before you touch production.\n\n## Run\n\n    make run\n`,
    [p('docs/runbook.md')]:
      `# Runbook of ${service}\n\n## Restart\n\n    kubectl -n prod rollout restart deploy/${service}\n`,
    [p('CHANGELOG.md')]: `# Changelog\n\n## Unreleased\n`,
    [p('Dockerfile')]: `FROM ${image}\nWORKDIR /app\nCOPY . .\nUSER 1001\nEXPOSE 8080\n`,
    [p('deploy/values.yaml')]:
      `replicaCount: ${replicas}\nimage:\n  repository: registry.internal/${service}\nresources:\n  requests:\n    cpu: 250m\n    memory: 384Mi\n  limits:\n    memory: 1024Mi\nlivenessProbe:\n  path: /healthz\n  periodSeconds: 10\nautoscaling:\n  maxReplicas: 8\n`,
    [p(ci === 'azure' ? 'azure-pipelines.yml' : '.github/workflows/ci.yml')]:
      `name: ci\non: [push]\njobs:\n  test:\n    runs-on: ubuntu-22.04\n    timeout-minutes: 15\n    steps:\n      - run: make lint\n      - run: make test\n`,
    [p('CODEOWNERS')]: `* @${service}-team\n`,
  };
}

/** Commits that touch no code; each `{ m, edits }`, independent of one another. */
export function commonWork({ service, prefix = '', ci = 'github' }) {
  const p = (path) => (prefix === '' ? path : `${prefix}/${path}`);
  const pipeline = p(ci === 'azure' ? 'azure-pipelines.yml' : '.github/workflows/ci.yml');
  return [
    {
      m: 'Describe local setup in the readme',
      edits: [
        {
          f: p('README.md'),
          end: `\n## Local setup\n\nCopy \`.env.example\` to \`.env\` and start the dependencies with \`make deps\`.\n`,
        },
      ],
    },
    {
      m: 'Runbook: where the dashboards are',
      edits: [
        {
          f: p('docs/runbook.md'),
          end: `\n## Dashboards\n\n- ${service} / golden signals\n- ${service} / dependencies\n`,
        },
      ],
    },
    {
      m: 'Runbook: how to drain one instance',
      edits: [
        {
          f: p('docs/runbook.md'),
          end: `\n## Drain\n\nCordon the node, wait until the connection count is zero, then delete the pod.\n`,
        },
      ],
    },
    {
      m: 'Give CI more time',
      edits: [{ f: pipeline, a: 'timeout-minutes: 15', b: 'timeout-minutes: 25' }],
    },
    {
      m: 'Run the linter before the tests only on pull requests',
      edits: [{ f: pipeline, a: 'on: [push]', b: 'on: [push, pull_request]' }],
    },
    {
      m: 'Raise the cpu request a little',
      edits: [{ f: p('deploy/values.yaml'), a: 'cpu: 250m', b: 'cpu: 300m' }],
    },
    {
      m: 'Probe every 15 seconds',
      edits: [{ f: p('deploy/values.yaml'), a: 'periodSeconds: 10', b: 'periodSeconds: 15' }],
    },
    {
      m: 'Allow two more replicas at peak',
      edits: [{ f: p('deploy/values.yaml'), a: 'maxReplicas: 8', b: 'maxReplicas: 10' }],
    },
    {
      m: 'Label the image with its source',
      edits: [
        {
          f: p('Dockerfile'),
          a: 'USER 1001',
          b: `LABEL org.opencontainers.image.source="https://git.internal/${service}"\nUSER 1001`,
        },
      ],
    },
    {
      m: 'Add the platform team as owners of deploy',
      edits: [{ f: p('CODEOWNERS'), end: '/deploy/ @platform\n' }],
    },
    {
      m: 'Changelog for the last sprint',
      edits: [{ f: p('CHANGELOG.md'), end: '\n- housekeeping, no functional change\n' }],
    },
    {
      m: 'Ignore editor folders',
      edits: [{ f: p('.gitignore'), add: '.idea/\n.vscode/\n*.swp\n' }],
    },
    {
      m: 'Editorconfig',
      edits: [
        {
          f: p('.editorconfig'),
          add: 'root = true\n\n[*]\nend_of_line = lf\ninsert_final_newline = true\n',
        },
      ],
    },
    {
      m: 'Security contact',
      edits: [
        { f: p('SECURITY.md'), add: `Report problems of ${service} to security@internal.\n` },
      ],
    },
    {
      m: 'Note the on-call rotation',
      edits: [
        {
          f: p('docs/oncall.md'),
          add: `# On call\n\nPrimary rotates on Mondays at 10:00, secondary a day later.\n`,
        },
      ],
    },
    {
      m: 'Make targets for the common tasks',
      edits: [
        { f: p('Makefile'), add: 'run:\n\t./run.sh\ntest:\n\t./test.sh\nlint:\n\t./lint.sh\n' },
      ],
    },
  ];
}

/** How a team words its commits. `m` is a plain sentence; `scope` the service. */
export const messageStyles = {
  plain: (m) => m,
  conventional: (m, { random, scope }) => {
    const type = /fix|correct|wrong/i.test(m)
      ? 'fix'
      : /readme|runbook|docs|changelog|describe|note/i.test(m)
        ? 'docs'
        : /^(?:add|support|allow|offer|accept|show)/i.test(m)
          ? 'feat'
          : /bump|upgrade|ci\b|lint|ignore|editor|label/i.test(m)
            ? 'chore'
            : random.pick(['refactor', 'perf', 'chore', 'refactor']);
    return `${type}${random.chance(0.6) ? `(${scope})` : ''}: ${m[0].toLowerCase()}${m.slice(1)}`;
  },
  ticket: (m, { random, project }) => `${project}-${random.int(1100, 4900)} ${m}`,
  pr: (m, { random }) =>
    `${m} (#${random.int(210, 2900)})${random.chance(0.35) ? `\n\n* ${m.toLowerCase()}\n* address review` : ''}`,
  azure: (m, { random }) =>
    `Merged PR ${random.int(300, 9000)}: ${m}${random.chance(0.3) ? `\n\nRelated work items: #${random.int(10000, 49000)}` : ''}`,
  terse: (m) => m.split(' ').slice(0, 5).join(' ').toLowerCase(),
  bracket: (m, { random, scope }) => `[${scope}]${random.chance(0.3) ? '[minor]' : ''} ${m}`,
};

/** A working moment of the day, UTC. */
export const workingHour = (random, dayMs) =>
  Math.floor(dayMs / 86_400_000) * 86_400_000 +
  random.int(8 * 60, 17 * 60) * 60_000 +
  random.int(0, 59) * 1000;
