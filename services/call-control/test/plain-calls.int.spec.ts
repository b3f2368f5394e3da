import assert from 'node:assert/strict';
import { type Bus, connectBus, ensureStream, publish, streams } from '@cordboard/messaging';
import { NatsServer } from '@cordboard/messaging/testing';
import { filtersOfReads } from '@cordboard/messaging/testing/filters-of-reads';
import { PlainCalls } from '../src/adapters/plain-calls.ts';

describe('a plain call that is taken over', function () {
  this.timeout(20_000);
  let server: NatsServer;
  let bus: Bus;
  let calls: PlainCalls;
  before(async () => {
    server = await NatsServer.start();
    bus = await connectBus({ servers: server.address, name: 'plain calls' });
    await ensureStream(bus, streams.sipDialogs);
    calls = new PlainCalls(bus, new Map());
  });
  after(async () => {
    await bus.close();
    await server.stop();
  });

  const half = { tag: '', uri: '', name: '', contact: '', routes: '', account: '', trunk: '', allow: '' };
  /** Kamailio says of a call that it is answered, or has ended. */
  const says = (callId: string, state: 'answered' | 'ended') => {
    const fact = { at: 0, node: 'n1', callId, sipCallId: `${callId}@phone`, state };
    const of = state === 'answered' ? { dialled: '', sessionExpires: '', caller: half, callee: half } : {};
    return publish(bus, {
      subject: `sip.n1.${callId[0]}.${callId}.dialog`,
      data: JSON.stringify({ ...fact, ...of }),
    });
  };
  const take = (callId: string) => calls.taken(callId, 'n1', `${callId}@phone`);

  it('is no plain call any more', async () => {
    await says('00000000000000a1', 'answered');
    assert.equal(await take('00000000000000a1'), true);
    assert.equal(await calls.find('00000000000000a1', 'n1'), undefined);
  });

  it('stays taken when it is taken again', async () => {
    await says('00000000000000a2', 'answered');
    await take('00000000000000a2');
    assert.equal(await take('00000000000000a2'), true);
  });

  it('may have ended before', async () => {
    await says('00000000000000a3', 'answered');
    await says('00000000000000a3', 'ended');
    assert.equal(await take('00000000000000a3'), false);
  });

  it('may have ended since it was found', async () => {
    await says('00000000000000a4', 'answered');
    assert.ok(await calls.find('00000000000000a4', 'n1'));
    await says('00000000000000a4', 'ended');
    assert.equal(await take('00000000000000a4'), false);
  });

  it('is found to have ended by whoever takes it in the same moment, or ends when it is taken', async () => {
    for (let round = 0; round < 200; round += 1) {
      const callId = `b${round.toString(16).padStart(15, '0')}`;
      await says(callId, 'answered');
      await calls.find(callId, 'n1');
      const [taken] = await Promise.all([take(callId), says(callId, 'ended')]);
      // Had the end been overwritten, nobody would ever know of it.
      const message = await bus.jsm.direct.getMessage(streams.sipDialogs.name, {
        last_by_subj: `sip.n1.b.${callId}.dialog`,
      });
      const { state } = message?.json<{ state: string }>() ?? {};
      assert.equal(state, 'ended', taken ? 'it ended after it was taken' : 'it ended before');
    }
  });

  it('is listed no longer, nor is one that has ended, and all facts of the day are read without a filter', async () => {
    await says('00000000000000c1', 'answered');
    await says('00000000000000c2', 'answered');
    await says('00000000000000c3', 'answered');
    await says('00000000000000c3', 'ended');
    await take('00000000000000c2');
    const listed: string[] = [];
    const list = async () => {
      for await (const { call } of calls.list()) listed.push(call.callId);
    };
    // With one the server takes ten times as long.
    const filters = await filtersOfReads(server.address, streams.sipDialogs.name, list);
    assert.deepEqual(filters, new Set(['']));
    assert.deepEqual(listed, ['00000000000000c1']);
  });
});
