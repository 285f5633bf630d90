/** Registers a route for one organization with and without a project in its path. */
import type { Context } from 'hono';
import type { SimulatorApp, SimulatorEnv } from '../common/simulator-app.ts';

export type Handler = (c: Context<SimulatorEnv>) => Response | Promise<Response>;

/**
 * Azure DevOps takes its paths without regard to case: routes are written in lower case and meet a
 * lower-cased path, so parameters are lower case too and names are compared without regard to case.
 * @param path - after `/_apis`
 */
export function route(
  app: SimulatorApp,
  method: 'get' | 'post' | 'patch' | 'put' | 'delete' | 'options',
  path: string,
  handler: Handler,
): void {
  app.on(
    method.toUpperCase(),
    [`/:organization/_apis${path}`, `/:organization/:project/_apis${path}`],
    (c) => handler(c as Context<SimulatorEnv>),
  );
}

export const parameter = (c: Context<SimulatorEnv>, name: string): string =>
  c.req.param(name) ?? '';

/** A query parameter without regard to the case of its name. */
export function query(c: Context<SimulatorEnv>, name: string): string | undefined {
  const params = c.req.query();
  const key = Object.keys(params).find((one) => one.toLowerCase() === name.toLowerCase());
  const value = key === undefined ? undefined : params[key];
  return value === '' ? undefined : value;
}

export const flag = (value: string | undefined): boolean => value?.toLowerCase() === 'true';

/** `top` and `skip`, with or without their dollar sign. */
export function paging(c: Context<SimulatorEnv>, top: number): { top: number; skip: number } {
  const number = (name: string) => {
    const value = query(c, `$${name}`) ?? query(c, name) ?? query(c, `searchCriteria.$${name}`);
    const parsed = Number(value);
    return value === undefined || !Number.isInteger(parsed) || parsed < 0 ? undefined : parsed;
  };
  return { top: number('top') ?? top, skip: number('skip') ?? 0 };
}

/** Lists travel with their length. */
export const listed = (value: readonly unknown[]) => ({ count: value.length, value });

/** Where the caller reached the organization. */
export const base = (c: Context<SimulatorEnv>): string => {
  const url = new URL(c.req.url);
  return `${url.origin}/${url.pathname.split('/')[1]}`;
};
