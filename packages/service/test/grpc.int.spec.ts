import assert from 'node:assert/strict';
import { directory, transfer } from '@cordboard/contracts';
import { grpcClient, isRpcError, type RpcClient } from '../src/index.ts';
import { type EchoProcess, echo, freeAddress } from './process.ts';
import { vanishing } from './vanishing.ts';

describe('gRPC between two processes', function () {
  this.timeout(20_000);
  let listen: string;
  let server: EchoProcess;
  let client: RpcClient<directory.DirectoryServiceService>;

  const start = async (env: NodeJS.ProcessEnv = {}) => {
    server = echo({ GRPC_LISTEN: listen, ...env });
    await server.logged(/"started"/);
  };
  const resolve = (dialled: string) => client.resolveTarget({ account: '101@demo.test', dialled });

  beforeEach(async () => {
    listen = await freeAddress();
    client = grpcClient(directory.DirectoryServiceClient, listen);
    await start();
  });
  afterEach(async () => {
    client.close();
    await server.end('SIGKILL');
  });

  it('carries requests and responses', async () => {
    const { result } = await resolve('103');
    assert.equal(result?.$case === 'target' && result.value.requestUri, 'sip:103@demo.test');
  });

  it('carries a response that is larger than the limit of most clients, and no such request', async () => {
    const { result } = await resolve('large');
    assert(result?.$case === 'target');
    assert.equal(result.value.displayName.length, 5 * 2 ** 20);
    await assert.rejects(resolve('x'.repeat(5 * 2 ** 20)), { code: 'RESOURCE_EXHAUSTED' });
  });

  it('carries an RpcError with its details', async () => {
    await assert.rejects(client.getAccount({ account: 'missing' }), {
      name: 'RpcError',
      code: 'NOT_FOUND',
      message: 'no such account',
      details: { account: 'missing' },
    });
  });

  it("maps the service's own errors, and answers INTERNAL to an error that nobody knows, which it logs", async () => {
    await assert.rejects(client.getAccount({ account: 'refused' }), {
      code: 'OUT_OF_RANGE',
      message: 'not this one',
    });
    await assert.rejects(client.getAccount({ account: 'broken' }), { code: 'INTERNAL', message: 'a bug' });
    await server.logged(/a method failed.*/);
    assert(server.lines.some((line) => line.includes('TypeError') && line.includes('GetAccount')));
  });

  it('cuts an error that is too long for the trailers, and the connection goes on', async () => {
    const echoed = client.getAccount({ account: 'ż'.repeat(200_000) });
    const other = resolve('103');
    await assert.rejects(echoed, (error) => {
      assert(isRpcError(error, 'INVALID_ARGUMENT'));
      assert.match(error.message, /^account "ż+… \(cut, 200010 characters\)$/);
      assert.match(String(error.details.value), /^ż{1000}… \(cut, 200000 characters\)$/);
      return true;
    });
    assert.equal((await other).result?.$case, 'target');
  });

  it('makes a call again whose server was killed while it worked', async () => {
    const hanging = client.getAccount({ account: 'hanging' });
    await server.logged(/"hanging"/);
    await server.end('SIGKILL');
    await start({ HANGS: 'no' });
    assert.deepEqual(await hanging, { account: undefined });
  });

  it('loses none of many calls when the server is killed and started again', async () => {
    const answered = new Set<string>();
    const caller = async (name: number): Promise<void> => {
      for (let round = 0; round < 100; round += 1) {
        const { result } = await resolve(`${name}${round}`);
        assert(result?.$case === 'target');
        answered.add(result.value.number);
        if (name === 100 && round === 20) killed.resolve();
      }
    };
    const killed = Promise.withResolvers<void>();
    const callers = Promise.all(Array.from({ length: 50 }, (_, index) => caller(100 + index)));
    await killed.promise;
    await server.end('SIGKILL');
    await start();
    await callers;
    assert.equal(answered.size, 5_000);
  });

  describe('a stream', () => {
    let streams: RpcClient<transfer.TransferServiceService>;
    beforeEach(() => {
      streams = grpcClient(transfer.TransferServiceClient, listen);
    });
    afterEach(() => streams.close());

    const take = async (callId: string, most: number, signal = new AbortController().signal) => {
      const taken: string[] = [];
      for await (const { event } of streams.watchTransfers({ callId }, { signal })) {
        if (taken.push(event?.callId ?? '') === most) break;
      }
      return taken;
    };

    it('comes in order, and ends with the server side', async () => {
      assert.deepEqual(await take('3', 100), ['1', '2', '3']);
    });

    it('ends on the server when its reader leaves', async () => {
      assert.deepEqual(await take('', 2), ['1', '2']);
      await server.logged(/stream over/);
    });

    it('ends on both sides when it is aborted', async () => {
      const reading = new AbortController();
      const taken: string[] = [];
      for await (const { event } of streams.watchTransfers({ callId: '' }, { signal: reading.signal })) {
        if (taken.push(event?.callId ?? '') === 3) reading.abort();
      }
      assert(taken.length >= 3);
      await server.logged(/stream over/);
    });

    it('fails with the error of the server', async () => {
      await assert.rejects(take('broken', 100), { name: 'RpcError', code: 'OUT_OF_RANGE' });
    });

    it('ends with RESOURCE_EXHAUSTED where its reader is there, but does not read', async () => {
      await server.end('SIGKILL');
      await start({ MAX_STALL_MS: '500' });
      const iterator = streams
        .watchTransfers({ callId: '' }, { signal: new AbortController().signal })
        [Symbol.asyncIterator]();
      await iterator.next();
      await server.logged(/stream over/);
      const readOn = async () => {
        for (;;) if ((await iterator.next()).done) return;
      };
      await assert.rejects(readOn(), {
        code: 'RESOURCE_EXHAUSTED',
        message: 'nothing was read for 500 ms',
      });
    });

    it('ends on the server where the host of its reader has vanished', async function () {
      this.timeout(30_000);
      const host = await vanishing(listen);
      const watcher = grpcClient(transfer.TransferServiceClient, host.address);
      const iterator = watcher
        .watchTransfers({ callId: 'quiet' }, { signal: new AbortController().signal })
        [Symbol.asyncIterator]();
      await iterator.next();
      host.vanish();
      await server.logged(/stream over/, 20_000);
      watcher.close();
      host.close();
    });

    it('does not hold up a server that closes', async () => {
      const reading = take('', Number.POSITIVE_INFINITY);
      await resolve('103');
      assert.equal(await server.end('SIGTERM'), 0);
      await reading.catch(() => {}); // cut or ended: it is over
    });
  });

  it('waits for a server that is away, until the deadline', async () => {
    await server.end('SIGTERM');
    const patient = resolve('103');
    const startedAt = performance.now();
    await assert.rejects(client.listTenants({}, { deadlineMs: 300 }), (error) =>
      isRpcError(error, 'DEADLINE_EXCEEDED', 'UNAVAILABLE'),
    );
    assert(performance.now() - startedAt < 1_000);
    await start();
    assert.equal((await patient).result?.$case, 'target');
  });
});
