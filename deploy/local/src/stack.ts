import { randomBytes } from 'node:crypto';
import { copyFile, cp, mkdir, readFile, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Component, type Death } from './component.ts';
import { type ComponentName, componentSpecs, type Site } from './components.ts';

/** What can be chosen about a stack; everything has a default. */
export interface StackOptions {
  /** YAML files of tenants. Default: `tenants/demo.yaml`. */
  readonly tenantFiles?: readonly string[];
  /** YAML files of feature profiles beside those in `profiles/`. Default: none. */
  readonly profileFiles?: readonly string[];
  /** Directory for the data of this run. Default `/run/cordboard`; its `log` holds a file a component. */
  readonly runDirectory?: string;
  /** Called when a component is ready, with the milliseconds since it began to start. */
  readonly onReady?: (component: ComponentName, tookMs: number) => void;
  /** Called when a component ends without having been told to. */
  readonly onDeath?: (death: Death) => void;
}

/** A running stack. One a network namespace: its addresses are fixed. */
export interface Stack {
  readonly components: readonly ComponentName[];
  /** Header secret of Kamailio's JSON-RPC, new at every start. */
  readonly kamailioSecret: string;
  /** Marks calls that the services place through Kamailio, new at every start. */
  readonly originationSecret: string;
  /** Process id, undefined while the component does not run. */
  pid(component: ComponentName): number | undefined;
  /** What the component has written so far. */
  log(component: ComponentName): Promise<string>;
  /** Ends a component by a signal, SIGKILL unless told otherwise, and waits until it has ended. */
  kill(component: ComponentName, signal?: NodeJS.Signals): Promise<void>;
  /**
   * Starts a component that has ended and waits until it is ready.
   *
   * @param env - Added to its environment, this time only.
   * @throws {ComponentFailed}
   */
  start(component: ComponentName, env?: NodeJS.ProcessEnv): Promise<void>;
  /** Ends everything and removes the data, not the logs. */
  stop(): Promise<void>;
}

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/**
 * Starts every component as soon as those that it needs are ready, and returns when all are.
 *
 * @throws {ComponentFailed} One did not come up; the others have been ended again.
 */
export const startStack = async (options: StackOptions = {}): Promise<Stack> => {
  const site = await prepareSite(options);
  const onDeath = options.onDeath ?? (() => {});
  const components = new Map(
    componentSpecs(site).map((spec) => {
      const logFile = join(site.logDirectory, `${spec.name}.log`);
      return [spec.name, new Component(spec, logFile, onDeath)] as const;
    }),
  );
  const stack = control(site, components);
  try {
    await startInOrder([...components.values()], options.onReady ?? (() => {}));
  } catch (error) {
    await stack.stop();
    throw error;
  }
  return stack;
};

/** Specs come after what they need, so every dependency's promise is there when it is asked for. */
const startInOrder = async (
  components: readonly Component[],
  onReady: (component: ComponentName, tookMs: number) => void,
): Promise<void> => {
  const started = new Map<ComponentName, Promise<void>>();
  for (const component of components) {
    const { name, after } = component.spec;
    const begin = async () => {
      await Promise.all(after.map((needed) => started.get(needed)));
      const beganAt = performance.now();
      await component.start();
      onReady(name, performance.now() - beganAt);
    };
    started.set(name, begin());
  }
  const results = await Promise.allSettled(started.values());
  const failed = results.find((result) => result.status === 'rejected');
  if (failed !== undefined) throw failed.reason;
};

const control = (site: Site, components: ReadonlyMap<ComponentName, Component>): Stack => {
  const find = (name: ComponentName): Component => {
    const component = components.get(name);
    if (component === undefined) throw new Error(`the stack has no component "${name}"`);
    return component;
  };
  return {
    components: [...components.keys()],
    kamailioSecret: site.kamailioSecret,
    originationSecret: site.originationSecret,
    pid: (name) => find(name).pid,
    log: (name) => readFile(find(name).logFile, 'utf8'),
    kill: (name, signal = 'SIGKILL') => find(name).kill(signal),
    start: (name, env) => find(name).start(env),
    stop: async () => {
      const [servers, services] = partition([...components.values()]);
      await Promise.all(services.map((component) => component.stop()));
      await Promise.all(servers.map((component) => component.stop()));
      await removeData(site);
    },
  };
};

/** Servers first, those that talk to them second. */
const partition = (components: readonly Component[]): [Component[], Component[]] => [
  components.filter(({ spec }) => spec.after.length === 0),
  components.filter(({ spec }) => spec.after.length > 0),
];

const prepareSite = async (options: StackOptions): Promise<Site> => {
  const runDirectory = options.runDirectory ?? '/run/cordboard';
  const site: Site = {
    root: ROOT,
    runDirectory,
    logDirectory: join(runDirectory, 'log'),
    tenantFiles: options.tenantFiles ?? [join(ROOT, 'tenants/demo.yaml')],
    profileDirectory: join(runDirectory, 'profiles'),
    kamailioSecret: secret(),
    originationSecret: secret(),
  };
  await mkdir(site.logDirectory, { recursive: true });
  await removeData(site);
  await cp(join(ROOT, 'profiles'), site.profileDirectory, { recursive: true });
  for (const file of options.profileFiles ?? [])
    await copyFile(file, join(site.profileDirectory, basename(file)));
  return site;
};

const removeData = async ({ runDirectory }: Site): Promise<void> => {
  for (const data of ['postgres', 'nats', 'profiles'])
    await rm(join(runDirectory, data), { recursive: true, force: true });
};

const secret = (): string => randomBytes(16).toString('hex');
