import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { KamailioFault, KamailioJsonRpc, KamailioTimeout, KamailioUnreachable } from '../src/index.ts';
import { freePort, Process } from './process.ts';
import { SipPeer } from './sip-peer.ts';
import { CONFIG, Stack } from './stack.ts';
import { tcp } from './transports.ts';

describe("Kamailio's JSON-RPC", function () {
  this.timeout(30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
  });
  after(() => stack.stop());

  const withClient = async (url: string, secret: string, use: (rpc: KamailioJsonRpc) => Promise<unknown>) => {
    const rpc = new KamailioJsonRpc({ url, secret, timeoutMs: 300 });
    try {
      await use(rpc);
    } finally {
      await rpc.close();
    }
  };

  it('returns what an RPC returns', async () => {
    const { uptime } = await stack.rpc.call<{ uptime: number }>('core.uptime');
    assert.ok(uptime >= 0);
    await stack.rpc.reloadHashTable('numbers');
  });

  it('forgets where the phones of an account are, and of no other', async () => {
    const [anna, berta, celina] = [
      await stack.registered('101'),
      await stack.registered('102'),
      await stack.registered('103'),
    ];
    await stack.rpc.removeContacts('102@demo.test');
    await stack.rpc.removeContacts('106@demo.test'); // nobody is registered there
    await anna.invite('sip:102@demo.test');
    await anna.peer.nextResponse(480, 'INVITE');
    assert.deepEqual(berta.peer.unexpected, []);
    await anna.invite('sip:103@demo.test');
    celina.peer.respond(await celina.peer.nextRequest('INVITE'), [486, 'Busy Here'], celina.tag);
    await anna.peer.nextResponse(486, 'INVITE');
    await stack.hangUp();
  });

  it('carries many calls at a time', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => stack.rpc.call<string>('core.version')),
    );
    assert.ok(answers.every((answer) => /kamailio/i.test(answer)));
  });

  it('throws a fault with the code and the reason of Kamailio', async () => {
    await assert.rejects(
      stack.rpc.reloadHashTable('nonsense'),
      new KamailioFault('htable.reload', 500, 'No such htable'),
    );
  });

  it('refuses a wrong secret, and any HTTP on the SIP port', async () => {
    const forbidden = (error: KamailioFault) => error instanceof KamailioFault && error.rpcCode === 403;
    await withClient(stack.rpcUrl, 'guess', (rpc) => assert.rejects(rpc.call('core.version'), forbidden));
    const sipPort = `http://127.0.0.1:${stack.sip.port}/RPC`;
    await withClient(sipPort, stack.secret, (rpc) => assert.rejects(rpc.call('core.version'), forbidden));
  });

  it('hears no SIP on its socket', async () => {
    const { hostname: host, port } = new URL(stack.rpcUrl);
    const peer = new SipPeer(await tcp({ host, port: Number(port) }));
    peer.request('OPTIONS', 'sip:demo.test', [
      ['From', '<sip:101@demo.test>;tag=a'],
      ['To', '<sip:demo.test>'],
      ['Call-ID', 'sip-on-rpc'],
      ['CSeq', '1 OPTIONS'],
    ]);
    await stack.rpc.call('core.version'); // time for an answer, were there one
    assert.deepEqual(peer.unexpected, []);
    peer.close();
  });

  it('comes with a configuration that Kamailio finds nothing to say about', async () => {
    const check = new Process(['kamailio', '-c', '-E', '-f', CONFIG], {
      ...stack.env,
      KAMAILIO_LOG_LEVEL: '0',
    });
    assert.equal(await check.ended(), 0);
    assert.match(check.log, /config file ok/);
    assert.doesNotMatch(check.log, /WARNING|ERROR|CRITICAL/);
  });

  it('throws unreachable where nobody listens, and timeout where nobody answers', async () => {
    await withClient(`http://127.0.0.1:${await freePort()}/RPC`, '', (rpc) =>
      assert.rejects(rpc.call('core.version'), KamailioUnreachable),
    );
    const silent: Server = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    await withClient(`http://127.0.0.1:${port}/RPC`, '', (rpc) =>
      assert.rejects(rpc.call('core.version'), KamailioTimeout),
    );
    silent.close();
  });
});
