import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { SipPeer } from './sip-peer.ts';
import { Stack } from './stack.ts';

const LIMIT = 200;

describe('a flood', function () {
  this.timeout(30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start({ KAMAILIO_FLOOD_LIMIT: `${LIMIT}` });
  });
  after(() => stack.stop());
  afterEach(function () {
    return stack.hangUp(this.currentTest);
  });

  const ask = (peer: SipPeer): void => {
    const { host, port } = stack.sip;
    peer.request('OPTIONS', `sip:101@${host}:${port}`, [
      ['From', '<sip:101@elsewhere.test>;tag=a'],
      ['To', `<sip:101@${host}>`],
      ['Call-ID', randomUUID()],
      ['CSeq', '1 OPTIONS'],
    ]);
  };

  /** One request after the other's answer, so that none is lost on its way. @returns How many were answered. */
  const askUntilIgnored = async (peer: SipPeer, most: number): Promise<number> => {
    for (let answered = 0; answered < most; answered++) {
      ask(peer);
      if ((await peer.nextWithin(1_000, ({ status }) => status > 0)) === undefined) return answered;
    }
    return most;
  };

  it('from an unknown address is ignored, and so is all that comes from there, for a while', async () => {
    const stranger = await stack.peer();
    const answered = await askUntilIgnored(stranger, 3 * LIMIT);
    assert.ok(answered >= LIMIT / 2 && answered <= 2 * LIMIT, `${answered} were answered`);
    const neighbour = await stack.peer();
    assert.equal(await askUntilIgnored(neighbour, 1), 0);
    while ((await askUntilIgnored(stranger, 1)) === 0);
  });

  it('from a trunk is none', async () => {
    const { peer } = await stack.carrier();
    assert.equal(await askUntilIgnored(peer, 3 * LIMIT), 3 * LIMIT);
  });

  it('from our own socket is none', async () => {
    const own = `${stack.sip.host}:${stack.sip.port}`;
    for (let sent = 0; sent < 2 * LIMIT; sent++) {
      const sipCallId = randomUUID();
      await stack.rpc.sendRequest({
        method: 'OPTIONS',
        requestUri: 'sip:103@demo.test',
        nextHop: `sip:${own}`,
        headers: [
          ['From', '<sip:cordboard@elsewhere.test>;tag=a'],
          ['To', '<sip:103@demo.test>'],
          ['Call-ID', sipCallId],
          ['CSeq', '1 OPTIONS'],
        ],
      });
      await stack.facts.next('response', { sipCallId, status: 403 });
    }
  });
});
