/** What a path in a repository is for: can it break a running service at all? */
import { isTestPath } from '../stack-trace/classify.ts';

export type FileRole =
  | 'source'
  | 'test'
  | 'docs'
  | 'ci'
  | 'runtime_config'
  | 'dependency_manifest'
  | 'lock_file'
  | 'deployment'
  | 'migration'
  | 'style'
  | 'tooling'
  | 'asset'
  | 'data';

const RULES: readonly (readonly [RegExp, FileRole])[] = [
  [
    /(?:^|\/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|poetry\.lock|Pipfile\.lock|Gemfile\.lock|composer\.lock|go\.sum|Cargo\.lock|packages\.lock\.json|uv\.lock|bun\.lockb?)$/i,
    'lock_file',
  ],
  [
    /(?:^|\/)(?:package\.json|pom\.xml|build\.gradle(?:\.kts)?|gradle\.properties|libs\.versions\.toml|requirements[\w.-]*\.txt|constraints\.txt|pyproject\.toml|setup\.(?:py|cfg)|Pipfile|Gemfile|composer\.json|go\.mod|Cargo\.toml|[^/]+\.(?:csproj|fsproj|gemspec|props)|packages\.config|build\.sbt|mix\.exs|conanfile\.\w+|vcpkg\.json)$/i,
    'dependency_manifest',
  ],
  [
    /(?:^|\/)(?:\.github|\.gitlab|\.circleci|\.azuredevops|\.buildkite|\.husky)\/|(?:^|\/)(?:azure-pipelines|\.gitlab-ci|\.travis|appveyor|Jenkinsfile|bitbucket-pipelines|cloudbuild|codecov|\.codecov)[^/]*$/i,
    'ci',
  ],
  [/(?:^|\/)(?:migrations?|migrate|db\/migrate|flyway|liquibase|alembic)\/|\.sql$/i, 'migration'],
  // nobody runs on a sample: what it says becomes true when somebody copies it
  [/\.(?:example|sample|template|dist)(?:\.\w{1,5})?$/i, 'docs'],
  [
    /\.(?:md|mdx|rst|adoc|txt|pdf)$|(?:^|\/)(?:docs?|documentation|man)\/|(?:^|\/)(?:LICENSE|NOTICE|AUTHORS|CHANGELOG|CHANGES|README|CONTRIBUTING|CODEOWNERS)[^/]*$/i,
    'docs',
  ],
  [
    /(?:^|\/)(?:Dockerfile|docker-compose|compose)[^/]*$|(?:^|\/)(?:k8s|kubernetes|helm|charts?|deploy|deployment|deployments|terraform|infra|manifests|kustomize)\/.*\.(?:ya?ml|tf|tfvars|json|tpl|hcl)$|\.(?:tf|tfvars|hcl)$|(?:^|\/)(?:Procfile|nginx[^/]*\.conf|envoy[^/]*\.ya?ml|haproxy\.cfg)$/i,
    'deployment',
  ],
  [/\.(?:css|scss|sass|less|styl)$/i, 'style'],
  [/\.(?:png|jpe?g|gif|svg|ico|webp|woff2?|ttf|mp[34])$/i, 'asset'],
  [
    /(?:^|\/)(?:\.eslintrc|\.prettierrc|\.editorconfig|\.gitignore|\.gitattributes|\.dockerignore|tslint|eslint\.config|\.pre-commit|checkstyle|\.rubocop|\.flake8|mypy\.ini|tox\.ini|pytest\.ini|jest\.config|vitest\.config|\.clang-format|\.npmrc|\.nvmrc|sonar-project|renovate|dependabot|\.idea|\.vscode|Makefile)[^/]*/i,
    'tooling',
  ],
  // what watches a service does not run in it
  [
    /(?:^|\/)(?:grafana|dashboards?|kibana|prometheus|alertmanager|alerting|slos?|runbooks?)\/.*\.(?:ya?ml|json|jsonnet|libsonnet|tf|rules|toml|ndjson)$|\.(?:dashboard|rules|alerts?)\.(?:ya?ml|json)$/i,
    'tooling',
  ],
  [/(?:^|\/)(?:i18n|locales?|translations?|lang|messages)\/|\.(?:po|mo|resx|strings)$/i, 'asset'],
  // json and xml beside code are data unless their name or place says configuration
  [
    /(?:^|\/)(?:src|app|lib|web|data|public|static|assets)\/(?!.*(?:conf|setting|option|env|prod|resource)).*\.(?:json|xml)$/i,
    'data',
  ],
  [
    /\.(?:ya?ml|json|json5|toml|ini|conf|cfg|properties|env|xml|config|plist|hocon)$|(?:^|\/)\.env[^/]*$/i,
    'runtime_config',
  ],
];

/** The role of a path, by name alone. Tests win over everything: a config below `tests/` is a test's. */
export function fileRole(path: string): FileRole {
  const clean = path.replaceAll('\\', '/').replace(/^\/+/, '');
  if (isTestPath(clean)) return 'test';
  for (const [pattern, role] of RULES) if (pattern.test(clean)) return role;
  return 'source';
}

/** How likely a change to such a file can be felt in production at all, 0–1. */
export const RUNTIME_WEIGHT: Readonly<Record<FileRole, number>> = {
  source: 1,
  runtime_config: 1,
  deployment: 1,
  migration: 1,
  dependency_manifest: 0.9,
  lock_file: 0.8,
  style: 0.05,
  asset: 0.05,
  data: 0.4,
  tooling: 0.04,
  ci: 0.03,
  test: 0.02,
  docs: 0.01,
};
