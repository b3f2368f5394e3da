import { ConfigError, runService, serveGrpc } from '@cordboard/service';
import { announcer } from './adapters/announcer.ts';
import { directoryService } from './adapters/grpc.ts';
import { kamailioNodes } from './adapters/kamailio.ts';
import { openTenantStore } from './adapters/postgres/tenant-store.ts';
import { readTenants, readTenantsBeside } from './adapters/tenant-files.ts';
import { watchFiles } from './adapters/watch-files.ts';
import { keepLoaded } from './app/keep-loaded.ts';
import { createLoader } from './app/loader.ts';
import { parseConfig } from './config.ts';
import { createDirectory } from './domain/directory.ts';
import { BadFiles, describeProblem } from './domain/problem.ts';

const asConfigError = (error: unknown): never => {
  throw error instanceof BadFiles ? new ConfigError(error.problems.map(describeProblem)) : error;
};

await runService(
  'directory',
  async ({ log, env, onStop, ready }) => {
    const config = parseConfig(env);
    const tenants = await readTenants(config).catch(asConfigError); // mistakes show before anything is opened

    const store = await openTenantStore(config.postgresUrl, log);
    onStop(() => store.close());
    const kamailio = kamailioNodes(config.kamailioNodes, config.kamailioSecret, log);
    onStop(() => kamailio.close());
    const services = announcer(config.natsUrl, log);
    onStop(() => services.close());

    const loader = createLoader({
      readTenants: () => readTenantsBeside(config),
      index: (tenants) => createDirectory(tenants, config.sipAddresses),
      store: (tenants) => store.replace(tenants),
      announce: (changed, revoked) => {
        kamailio.reload(revoked);
        services.announce(changed);
      },
    });
    log.info({ tenants: await loader.put(tenants) }, 'in force');

    const { reload, stop } = keepLoaded(loader, log);
    onStop(stop);
    onStop(await watchFiles(config, reload, log));
    process.on('SIGHUP', reload);
    reload(); // a file may have changed before it was watched

    const server = await serveGrpc({
      listen: config.grpcListen,
      services: [directoryService(loader.directory)],
      log,
    });
    onStop(() => server.close());
    ready();
  },
  { healthListen: '127.0.0.1:8104' },
);
