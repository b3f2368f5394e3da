import assert from 'node:assert/strict';
import { callControl, media } from '@cordboard/contracts';
import { md5 } from '@cordboard/kamailio-jsonrpc/testing/sip-message';
import { addresses } from '@cordboard/local';
import { grpcClient, isRpcError } from '@cordboard/service';
import { type Side, Stand, type TwoPartyCall } from './stand.ts';

/** One who watches, and what he has been told, in words. */
class Watcher {
  readonly #ends = new AbortController();
  readonly #changes: AsyncIterator<callControl.WatchCallsResponse>;

  constructor(stand: Stand, callId = '') {
    const stream = stand.rpc.watchCalls({ callId }, { signal: this.#ends.signal });
    this.#changes = stream[Symbol.asyncIterator]();
  }

  async next(): Promise<callControl.WatchCallsResponse['change']> {
    const { value, done } = await this.#changes.next();
    return done ? undefined : value.change;
  }

  /** The changes up to one of that name. */
  async until(last: string): Promise<string[]> {
    const names: string[] = [];
    for (;;) {
      const change = await this.next();
      if (change === undefined) throw new Error(`ended after ${names.join(', ')}`);
      const name = change.$case === 'event' ? `${change.value.fact?.$case}` : change.$case;
      names.push(name);
      if (name === last) return names;
    }
  }

  end(): void {
    this.#ends.abort();
  }
}

describe('the calls that there are', function () {
  this.timeout(30_000);
  let stand: Stand;
  const watchers: Watcher[] = [];
  /** Consumers of the streams that are watched, while nobody watches. */
  let unwatched: string;
  before(async () => {
    stand = await Stand.start();
    unwatched = `${await consumers()}`;
  });
  after(() => stand.stop());
  afterEach(async () => {
    for (const watcher of watchers.splice(0)) watcher.end();
    await stand.clear();
  });

  const consumers = () =>
    Promise.all(
      ['CALLS', 'SIP_DIALOGS'].map(
        async (stream) => (await stand.bus.jsm.streams.info(stream)).state.consumer_count,
      ),
    );
  /** The test's own time limit ends this. */
  const isUnwatched = async () => {
    while (`${await consumers()}` !== unwatched);
  };

  const watch = (callId = '') => {
    const watcher = new Watcher(stand, callId);
    watchers.push(watcher);
    return watcher;
  };

  const listed = async () =>
    (await stand.rpc.listCalls({})).calls.map(({ callId, anchored, legs }) => [
      callId,
      anchored,
      legs.map(({ account }) => account),
    ]);

  const hangUpPlain = async ({ phone, dialog }: Side, other: Side) => {
    phone.inDialog(dialog, 'BYE');
    const bye = await other.phone.peer.nextRequest('BYE');
    other.phone.peer.respond(bye, [200, 'OK'], other.phone.tag);
    await phone.peer.nextResponse(200, 'BYE');
    await stand.sipFacts.next('dialog', { state: 'ended' });
  };

  it('are listed, plain and anchored, until they end', async () => {
    const call = await stand.plain();
    const legs = ['101@demo.test', '103@demo.test'];
    assert.deepEqual(await listed(), [[call.callId, false, legs]]);
    await stand.rpc.anchor({ callId: call.callId, releaseLegId: '' });
    assert.deepEqual(await listed(), [[call.callId, true, legs]]);
    await stand.hangUp(call);
    const plain = await stand.plain();
    await hangUpPlain(plain.caller, plain.callee);
    assert.deepEqual(await listed(), []);
  });

  it('are told to who watches, and then what happens to them', async () => {
    const call = await stand.plain();
    const all = watch();
    assert.deepEqual(await all.until('started'), ['call', 'started']);
    const other = await stand.plain({ from: '102', to: '104' });
    assert.deepEqual(await all.until('call'), ['call']);
    await hangUpPlain(other.caller, other.callee);
    assert.deepEqual(await all.next(), {
      $case: 'plainCallEnded',
      value: { callId: other.callId },
    });
    await stand.rpc.anchor({ callId: call.callId, releaseLegId: '' });
    await stand.hangUp(call);
    assert.deepEqual(await all.until('callEnded'), ['legEnded', 'legEnded', 'callEnded']);
  });

  it('can be watched one by one, before they begin too', async () => {
    const sipCallId = 'watched-from-before';
    const callId = md5(sipCallId).slice(0, 16);
    const one = watch(callId);
    assert.deepEqual(await one.until('started'), ['started']);
    const other = await stand.plain({ from: '102', to: '104' });
    const call = await stand.plain({ sipCallId });
    const begun = await one.next();
    assert.ok(begun?.$case === 'call');
    assert.deepEqual([begun.value.callId, begun.value.dialled], [callId, '103']);
    await hangUpPlain(other.caller, other.callee);
    await hangUpPlain(call.caller, call.callee);
    assert.deepEqual(await one.next(), { $case: 'plainCallEnded', value: { callId } });
  });

  it('leave nothing behind with whoever watched them', async () => {
    await isUnwatched(); // by whoever the test before had
    const before = await consumers();
    const watcher = watch();
    await watcher.until('started');
    assert.deepEqual(
      await consumers(),
      before.map((count) => count + 1),
    );
    watcher.end();
    await isUnwatched();
  });

  it('may be watched by just so many', async () => {
    await stand.stack.kill('call-control');
    await stand.stack.start('call-control', { MAX_WATCHERS: '2' });
    const [one, two] = [watch(), watch()];
    await Promise.all([one.until('started'), two.until('started')]);
    await assert.rejects(watch().next(), (error) => isRpcError(error, 'RESOURCE_EXHAUSTED'));
    one.end();
    for (;;) {
      const again = watch();
      const begun = await again.until('started').catch((error: unknown) => {
        if (isRpcError(error, 'RESOURCE_EXHAUSTED')) return undefined; // the first is still leaving
        throw error;
      });
      if (begun !== undefined) break;
    }
  });

  it('that ended while Kamailio did not see it are not listed', async () => {
    const [going, over] = [await stand.plain(), await stand.plain({ from: '102', to: '104' })];
    await stand.stack.kill('kamailio');
    await stand.stack.start('kamailio');
    assert.equal((await listed()).length, 2);
    const mediaControl = grpcClient(media.MediaControlServiceClient, addresses.mediaControl);
    const end = ({ sipCallId: mediaCall }: TwoPartyCall) =>
      mediaControl.removeParty({ party: { mediaCall, tag: 'any' }, isLast: true });
    await end(over);
    assert.deepEqual(
      (await listed()).map(([callId]) => callId),
      [going.callId],
    );
    await end(going);
    mediaControl.close();
    assert.deepEqual(await listed(), []);
  });

  it('have to be watched anew when NATS was away', async () => {
    const watcher = watch();
    await watcher.until('started');
    await stand.stack.kill('nats');
    await assert.rejects(watcher.next(), (error) => isRpcError(error, 'UNAVAILABLE'));
    await stand.stack.start('nats');
    assert.deepEqual(await watch().until('started'), ['started']);
  });
});
