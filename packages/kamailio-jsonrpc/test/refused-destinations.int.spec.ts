import assert from 'node:assert/strict';
import { originate } from './originate.ts';
import { Phone } from './phone.ts';
import { SipPeer } from './sip-peer.ts';
import { Stack } from './stack.ts';
import { udp } from './transports.ts';

const PREMIUM = '+48701100200';

/** A carrier that knows its customers by their address, and takes whatever call comes from there. */
const CARRIER = { host: '10.99.0.8', port: 5060 };

describe('a call to a SIP URI that leads to a trunk or to ourselves after all', function () {
  this.timeout(30_000);
  let stack: Stack;
  let carrier: SipPeer;
  let neighbour: SipPeer;
  before(async () => {
    stack = await Stack.start();
    await stack.configure(`
      INSERT INTO kamailio.trunk (name, host, port) VALUES ('satellite', '${CARRIER.host}', ${CARRIER.port});
      INSERT INTO kamailio.number VALUES ('demo.test', '331', 'uri:sip:${PREMIUM}@trunk.example:5060')`);
    const names = {
      'trunk.example': CARRIER.host,
      'loop.example': '127.0.0.1',
      'partner.example': '10.99.0.9',
    };
    for (const [name, address] of Object.entries(names)) {
      await stack.rpc.call('dns.add_a', [name, 600, address, 0]); // for 600 s, as if a name server had said so
    }
  });
  after(() => stack.stop());
  beforeEach(async () => {
    carrier = new SipPeer(await udp(stack.sip, CARRIER));
    neighbour = await stack.peer();
  });
  afterEach(function () {
    carrier.close();
    return stack.hangUp(this.currentTest);
  });

  const response = (sipCallId: string, status: number) =>
    stack.facts.next('response', { sipCallId, status, method: 'INVITE' });

  const rows: [what: string, uri: () => string][] = [
    ["the trunk's address with a zero", () => `sip:${PREMIUM}@010.99.0.8`],
    ["the trunk's address with more zeros", () => `sip:${PREMIUM}@10.99.000.8:5060`],
    ["the trunk's address by numbers that overflow", () => `sip:${PREMIUM}@266.99.0.8`],
    ["the trunk's address as it is", () => `sip:${PREMIUM}@10.99.0.8:5060`],
    ["a name of the trunk's", () => `sip:${PREMIUM}@trunk.example:5060`],
    ['our own address with a zero', () => `sip:x@0127.0.0.1:${neighbour.port}`],
    ['a name of our own', () => `sip:x@loop.example:${neighbour.port}`],
    ['the loopback', () => `sip:x@127.0.0.5:${neighbour.port}`],
    ['no address, which is the loopback too', () => `sip:x@0.0.0.0:${neighbour.port}`],
  ];
  for (const [what, uri] of rows) {
    it(`by ${what}: 403, and nothing is sent there`, async () => {
      await response(await originate(stack, uri()), 403);
      assert.deepEqual([...carrier.unexpected, ...neighbour.unexpected], []);
    });
  }

  it('by an extension: 403 for the phone that calls, too', async () => {
    const anna = await stack.registered('101');
    await anna.invite('sip:331@demo.test');
    await anna.peer.nextResponse(403, 'INVITE');
    assert.deepEqual(carrier.unexpected, []);
  });

  it('leaves alone a name that leads elsewhere', async () => {
    const bob = new SipPeer(await udp(stack.sip, { host: '10.99.0.9', port: 5070 }));
    const callId = await originate(stack, 'sip:bob@partner.example:5070');
    bob.respond(await bob.nextRequest('INVITE'), [486, 'Busy Here'], 'bob');
    await response(callId, 486);
    bob.close();
  });

  it('by the Contact of a phone that says it is at the carrier: 403', async () => {
    const [anna, berta] = await Promise.all([
      stack.registered('101'),
      udp(stack.sip, { host: '127.0.0.7', port: CARRIER.port }).then(
        (it) => new AtCarrier(new SipPeer(it), '102'),
      ),
    ]);
    assert.equal((await berta.register()).status, 200);
    await anna.invite('sip:102@demo.test');
    await anna.peer.nextResponse(403, 'INVITE');
    assert.deepEqual(carrier.unexpected, []);
    await berta.unregister();
    berta.peer.close();
  });
});

/** Claims to be where a carrier is, at the port that it sends from. */
class AtCarrier extends Phone {
  override get contact(): readonly [string, string] {
    return ['Contact', `<sip:${PREMIUM}@${CARRIER.host}:${CARRIER.port}>`];
  }
}
