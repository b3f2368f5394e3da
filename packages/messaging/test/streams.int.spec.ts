import assert from 'node:assert/strict';
import { type Bus, BusUnavailable, connectBus, ensureStream, publish, streams } from '../src/index.ts';
import { NatsServer } from './nats-server.ts';

describe('streams', function () {
  this.timeout(20_000);
  let server: NatsServer;
  let bus: Bus;

  before(async () => {
    server = await NatsServer.start();
    bus = await connectBus({ servers: server.address, name: 'streams' });
  });
  after(async () => {
    await bus.close();
    await server.stop();
  });

  it('are made by several replicas at once', async () => {
    const others = await Promise.all(
      [1, 2, 3].map((n) => connectBus({ servers: server.address, name: `other${n}` })),
    );
    const all = [bus, ...others].flatMap((each) =>
      Object.values(streams).map((stream) => ensureStream(each, stream)),
    );
    await Promise.all(all);
    assert.equal((await bus.jsm.getAccountInfo()).streams, Object.keys(streams).length);
    await Promise.all(others.map((other) => other.close()));
  });

  it('follow a changed definition and keep their messages', async () => {
    await ensureStream(bus, streams.calls);
    await publish(bus, { subject: 'call.0.a.x', data: '{}' });
    await ensureStream(bus, { ...streams.calls, maxAgeMs: 7_200_000, subjects: ['call.>', 'calls.>'] });
    const { config, state } = await bus.jsm.streams.info('CALLS');
    assert.equal(config.max_age, 7_200_000 * 1e6);
    assert.equal(state.messages, 1);
    await ensureStream(bus, streams.calls);
  });

  it('share no subject: each fact of Kamailio is in one stream', async () => {
    await Promise.all([ensureStream(bus, streams.sip), ensureStream(bus, streams.sipDialogs)]);
    const where: Record<string, string> = {
      'sip.n1.2.2f1c.dialog': 'SIP_DIALOGS',
      'sip.n1.2.2f1c.dtmf': 'SIP',
      'sip.n1.2.2f1c.request': 'SIP',
      'sip.n1.2.2f1c.response': 'SIP',
      'sip.n1.2.2f1c.ended': 'SIP',
      'sip.n1.started': 'SIP',
    };
    for (const [subject, stream] of Object.entries(where)) {
      assert.equal((await bus.js.publish(subject, '{}')).stream, stream);
    }
  });

  it('drop the same fact published again', async () => {
    const before = (await bus.jsm.streams.info('CALLS')).state.messages;
    for (let i = 0; i < 3; i += 1) await publish(bus, { subject: 'call.0.a.x', data: '{}', id: 'SIP:1#0' });
    assert.equal((await bus.jsm.streams.info('CALLS')).state.messages, before + 1);
  });
});

describe('the connection', function () {
  this.timeout(20_000);

  it('says what it could not reach, after its deadline', async () => {
    const connecting = connectBus({ servers: '127.0.0.1:1', name: 'nobody', deadlineMs: 600 });
    await assert.rejects(connecting, (error) => {
      assert(error instanceof BusUnavailable);
      assert.match(error.message, /^no NATS JetStream at 127\.0\.0\.1:1 within 600 ms: /);
      return true;
    });
  });
});
