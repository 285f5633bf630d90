/** House lint rules for oxlint: import boundaries, one reader of the environment, one Redis opener. */

import path from 'node:path';
import { checkImport, mayOpenRedis, mayReadEnv } from './rules.mjs';

const repositoryPath = (context) =>
  path.relative(context.cwd, context.filename).split(path.sep).join('/');

/** True for `import type …`, `export type …`, and an import all of whose names are types. */
function isTypeOnly(node) {
  if (node.importKind === 'type' || node.exportKind === 'type') return true;
  const names = node.specifiers ?? [];
  return names.length > 0 && names.every((name) => (name.importKind ?? name.exportKind) === 'type');
}

const importBoundaries = {
  create(context) {
    const file = repositoryPath(context);
    const check = (node, source, typeOnly) => {
      if (typeof source?.value !== 'string') return;
      const message = checkImport({ file, specifier: source.value, typeOnly });
      if (message) context.report({ node: source, message });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ExportNamedDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ExportAllDeclaration: (node) => check(node, node.source, isTypeOnly(node)),
      ImportExpression: (node) => check(node, node.source, false),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal, true),
    };
  },
};

const envOnlyInConfig = {
  create(context) {
    if (mayReadEnv(repositoryPath(context))) return {};
    const message = 'process.env is read in src/config alone: take the value from the config';
    const isProcess = (node) => node?.type === 'Identifier' && node.name === 'process';
    const isEnv = (node) => node?.name === 'env' || node?.value === 'env';
    return {
      MemberExpression(node) {
        if (isProcess(node.object) && isEnv(node.property)) context.report({ node, message });
      },
      VariableDeclarator(node) {
        if (!isProcess(node.init) || node.id.type !== 'ObjectPattern') return;
        if (node.id.properties.some((property) => isEnv(property.key ?? {}))) {
          context.report({ node, message });
        }
      },
      ImportDeclaration(node) {
        if (!/^(node:)?process$/.test(node.source.value)) return;
        const named = node.specifiers.find((name) => isEnv(name.imported ?? {}));
        if (named) context.report({ node: named, message });
      },
    };
  },
};

const redisOnlyInPlatform = {
  create(context) {
    if (mayOpenRedis(repositoryPath(context))) return {};
    const fromIoredis = new Set();
    return {
      ImportDeclaration(node) {
        if (node.source.value !== 'ioredis') return;
        for (const name of node.specifiers) fromIoredis.add(name.local.name);
      },
      NewExpression(node) {
        const base = node.callee.type === 'MemberExpression' ? node.callee.object : node.callee;
        if (base.type !== 'Identifier' || !fromIoredis.has(base.name)) return;
        context.report({
          node,
          message: 'Redis connections are opened in src/platform/redis.ts alone',
        });
      },
    };
  },
};

export default {
  meta: { name: 'mira' },
  rules: {
    'import-boundaries': importBoundaries,
    'env-only-in-config': envOnlyInConfig,
    'redis-only-in-platform': redisOnlyInPlatform,
  },
};
