import { destination, type Logger, pino, stdSerializers } from 'pino';
import { z } from 'zod';
import { ConfigError, parseEnv } from './config.ts';
import { address } from './config-types.ts';
import { type HealthServer, serveHealth } from './health.ts';
import { type Closer, closeAll } from './stop.ts';
import { startTelemetry } from './telemetry.ts';

/** What `runService` hands to a service. */
export interface Runtime {
  readonly log: Logger;
  readonly env: NodeJS.ProcessEnv;
  /** What to end on SIGTERM or SIGINT: the last named first, 4 s each, 10 s together. */
  onStop(closer: Closer): void;
  /** From now on the service takes work: `/readyz` turns to 200. */
  ready(): void;
}

/** How a service differs from the others as a process. */
export interface RunOptions {
  /** "host:port" of the health checks where HEALTH_LISTEN is not set. Default: a free port of 127.0.0.1. */
  readonly healthListen?: string;
}

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/**
 * Be a service: the whole of its main apart from its wiring. Returns when the service is up; ends the process with
 * status 0 after SIGTERM or SIGINT, and with status 1 where the start fails or an error reaches the top.
 *
 * Reads LOG_LEVEL (default info), HEALTH_LISTEN and OTEL_EXPORTER_OTLP_ENDPOINT.
 *
 * @param name - The service's own name, e.g. "transfer".
 * @param start - Its wiring. A ConfigError from it is shown as one line.
 */
export const runService = async (
  name: string,
  start: (runtime: Runtime) => Promise<void>,
  { healthListen = '127.0.0.1:0' }: RunOptions = {},
): Promise<void> => {
  const { env } = process;
  const log = createLog(name, env.LOG_LEVEL);
  const closers: Closer[] = [];
  endOnErrors(log);
  try {
    const config = parseEnv(environment(healthListen), env);
    closers.push(await startTelemetry(name, env));
    const health = await serveHealth(config.HEALTH_LISTEN);
    closers.push(() => health.close());
    endOnSignals(log, health, closers);
    await start({ log, env, onStop: (closer) => closers.push(closer), ready: () => health.setReady(true) });
    log.info('started');
  } catch (error) {
    if (error instanceof ConfigError) log.fatal(`cannot start: ${error.message}`);
    else log.fatal({ err: error }, 'cannot start');
    process.exit(1);
  }
};

/** Lines are written at once: the last one before the end of the process is the one that matters. */
const createLog = (name: string, wanted: string | undefined): Logger => {
  const level = LEVELS.find((known) => known === wanted) ?? 'info';
  return pino({ name, level, serializers: stdSerializers }, destination({ fd: 1, sync: true }));
};

const environment = (healthListen: string) =>
  z.object({
    LOG_LEVEL: z.enum(LEVELS, `must be one of ${LEVELS.join(', ')}`).default('info'),
    HEALTH_LISTEN: address().default(healthListen),
  });

const endOnErrors = (log: Logger): void => {
  process.on('uncaughtException', (error) => {
    log.fatal({ err: error }, 'uncaught error');
    process.exit(1);
  });
  process.on('unhandledRejection', (reason) => {
    log.fatal({ err: reason }, 'unhandled rejection');
    process.exit(1);
  });
};

const endOnSignals = (log: Logger, health: HealthServer, closers: readonly Closer[]): void => {
  let stopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    health.setReady(false);
    await closeAll(closers, log);
    log.info('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
};
