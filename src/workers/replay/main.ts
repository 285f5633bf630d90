/** The process behind `mira replay`: reads a recording, runs it again, prints what changed. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { load, secretsOf } from '../../config/load.ts';
import { replay as fields } from '../../config/replay.ts';
import { MiraError, messageOf } from '../../domain/errors.ts';
import { parseRecording, type Recording } from '../../domain/recording.ts';
import { MINUTE_MS } from '../../domain/time.ts';
import { runMain } from '../../platform/lifecycle.ts';
import { createLogger } from '../../platform/logger.ts';
import { loadAgentConfig } from '../agents/definitions.ts';
import { resolveRoute, routeNames } from '../agents/model-routes.ts';
import { createModels } from '../models/create-models.ts';
import { loadModelCatalog } from '../models/model-catalog.ts';
import { compare, renderComparison } from './compare.ts';
import { instructionHashes } from './recorder.ts';
import { replay, type ReplayOptions } from './replay.ts';

await runMain(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      model: { type: 'string' },
      instructions: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const config = load(fields);
  const logger = createLogger({
    name: 'replay',
    level: 'warn',
    secrets: secretsOf(fields, config),
  });
  const recording = await readRecording(positionals[0] ?? '.');
  const catalog = await loadModelCatalog(config.modelsPath);
  const agents = await loadAgentConfig(config.agentsPath, values.instructions);

  const replayed = await replay({
    recording,
    agents,
    catalog,
    limits: {
      modelCalls: config.maxModelCalls,
      toolCalls: config.maxToolCalls,
      tokens: config.maxTokens,
      costUsd: config.maxCostUsd,
      minutes: config.maxMinutes,
    },
    models: modelsFor(values.model),
    signal: AbortSignal.timeout(config.maxMinutes * MINUTE_MS),
    logger,
  });
  const comparison = compare(recording.head, replayed, otherInstructions());
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ...comparison, report: replayed.report, decision: replayed.decision, usage: replayed.usage })}\n`
      : `${renderComparison(comparison)}\n`,
  );

  /** The models of the recording unless one is named; `playbook` is nobody but the code. */
  function modelsFor(name: string | undefined): ReplayOptions['models'] {
    if (name === undefined) return null;
    const { defaultRef, models } = createModels(
      { ...config, model: name },
      catalog,
      (ref) =>
        Object.values(agents.agents).flatMap(({ route }) =>
          resolveRoute(route, routeNames(ref, catalog), catalog),
        ),
      logger,
    );
    return { routes: routeNames(defaultRef, catalog), all: models };
  }

  function otherInstructions(): string[] {
    const start = recording.lines.find((line) => line.type === 'start');
    const now = instructionHashes(agents);
    return Object.entries(start?.instructions ?? {})
      .filter(([agent, hash]) => now[agent] !== hash)
      .map(([agent]) => agent);
  }
});

async function readRecording(folder: string): Promise<Recording> {
  const file = path.join(folder, 'recording.ndjson');
  try {
    return parseRecording(await readFile(file, 'utf8'));
  } catch (error) {
    throw new MiraError(
      'config_invalid',
      `${file} cannot be replayed: ${messageOf(error)}. Write one with: mira export INVESTIGATION DIR`,
    );
  }
}
