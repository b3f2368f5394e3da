import type { z } from 'zod';

/** What an operator wrote is wrong: a variable or a file. Shown as it is, without a stack trace. */
export class ConfigError extends Error {
  readonly code = 'CONFIG_INVALID';
  /** One sentence a mistake: where it is, what was found there, and the rule. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(problems.join('; '), options);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Read the variables that a service needs. An empty variable counts as one that is not set.
 *
 * @param schema - One zod rule a variable; see the types in config-types.ts.
 * @throws {ConfigError} Names every wrong variable with its value and the rule; passwords are masked.
 */
export const parseEnv = <T>(schema: z.ZodType<T>, env: NodeJS.ProcessEnv): T => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  throw new ConfigError(
    result.error.issues.map(({ path, message }) => {
      const name = String(path[0] ?? 'the environment');
      const value = given[name];
      return value === undefined
        ? `${name} is not set: ${message}`
        : `${name}=${masked(name, value)}: ${message}`;
    }),
  );
};

const masked = (name: string, value: string): string =>
  /SECRET|PASSWORD|TOKEN/.test(name) ? '***' : value.replace(/:\/\/[^/@]*@/g, '://***@');
