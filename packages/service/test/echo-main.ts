/** A service for the specs: it answers, fails, never answers or asks another one, by the name in the request. */
import { once } from 'node:events';
import { directory, transfer } from '@cordboard/contracts';
import { z } from 'zod';
import {
  address,
  grpcClient,
  milliseconds,
  parseEnv,
  RpcError,
  runService,
  serveGrpc,
  service,
} from '../src/index.ts';

const environment = z.object({
  GRPC_LISTEN: address(),
  UPSTREAM: address().optional(),
  MAX_STALL_MS: z.coerce.number().optional(),
  HANGS: z.enum(['yes', 'no']).default('yes'),
});

await runService('echo', async ({ log, env, onStop, ready }) => {
  const { GRPC_LISTEN, UPSTREAM, HANGS, MAX_STALL_MS } = parseEnv(environment, env);
  const upstream = UPSTREAM && grpcClient(directory.DirectoryServiceClient, UPSTREAM);
  if (upstream) onStop(() => upstream.close());

  const methods = service(directory.DirectoryServiceService, {
    getAccount: async (request) => {
      log.info({ account: request.account }, 'asked');
      if (request.account === 'missing')
        throw new RpcError('NOT_FOUND', 'no such account', { account: 'missing' });
      if (request.account.length > 100)
        throw new RpcError('INVALID_ARGUMENT', `account "${request.account}"`, { value: request.account });
      if (request.account === 'broken') throw new TypeError('a bug');
      if (request.account === 'refused') throw new RangeError('not this one');
      if (request.account === 'hanging' && HANGS === 'yes') return await new Promise(() => {});
      if (upstream) return upstream.getAccount(request);
      return { account: undefined };
    },
    /** "large": more than gRPC's own limit of 4 MiB. */
    resolveTarget: async ({ dialled }) => ({
      result: {
        $case: 'target',
        value: {
          requestUri: `sip:${dialled}@demo.test`,
          number: dialled,
          displayName: dialled === 'large' ? 'x'.repeat(5 * 2 ** 20) : '',
          offNet: false,
          kind: directory.TargetKind.TARGET_KIND_ACCOUNT,
        },
      },
    }),
    listTenants: async () => ({ tenants: [] }),
  });

  const refuse = async (): Promise<never> => {
    throw new RpcError('FAILED_PRECONDITION', 'only streams here');
  };
  const streams = service(transfer.TransferServiceService, {
    /** Counts without end; "3" counts to three, "broken" fails after one, "quiet" waits after one. */
    watchTransfers: async function* ({ callId }, { signal }) {
      try {
        for (let count = 1; !signal.aborted && String(count - 1) !== callId; count += 1) {
          if (callId === 'broken' && count === 2) throw new RangeError('not this one');
          if (callId === 'quiet' && count === 2) await once(signal, 'abort');
          yield { event: { callId: String(count), atMs: 0, transferId: '' } };
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        log.info('stream over');
      }
    },
    listTransfers: refuse,
    startTransfer: refuse,
    complete: refuse,
    return: refuse,
    conference: refuse,
  });

  const server = await serveGrpc({
    listen: GRPC_LISTEN,
    services: [methods, streams],
    log,
    ...(MAX_STALL_MS === undefined ? {} : { maxStallMs: MAX_STALL_MS }),
    toRpcError: (error) =>
      error instanceof RangeError ? new RpcError('OUT_OF_RANGE', error.message) : undefined,
  });
  onStop(() => server.close());
  ready();
});
