import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import {
  CommandTooLarge,
  RtpengineClient,
  RtpengineClosed,
  RtpengineError,
  RtpengineTimeout,
} from '../src/index.ts';
import { freePort, type RtpengineProcess, startRtpengine } from './rtpengine-process.ts';

const CODECS = ['PCMA', 'PCMU', 'telephone-event'];

describe('the client of a real rtpengine', () => {
  let engine: RtpengineProcess;
  before(async () => {
    engine = await startRtpengine();
  });
  after(() => engine.stop());

  const sdp = (port: number): string =>
    [
      'v=0',
      'o=- 1 1 IN IP4 10.99.0.2',
      's=-',
      'c=IN IP4 10.99.0.2',
      't=0 0',
      `m=audio ${port} RTP/AVP 8`,
      '',
    ].join('\r\n');

  it('gets an answer to a ping', () => engine.client.ping());

  it('takes a call from its offer to its end', async () => {
    const { client } = engine;
    const callId = 'łączność@demo.test'; // bytes are not characters
    const offer = await client.offer({ callId, fromTag: 'A', sdp: sdp(4000) });
    const answer = await client.answer({ callId, fromTag: 'A', toTag: 'B', sdp: sdp(4002) });
    for (const text of [offer, answer]) assert.match(text, /^m=audio \d+ RTP\/AVP 8\r$/m);
    assert.deepEqual(await client.list(), [callId]);

    const { tags } = await client.query({ callId });
    assert.deepEqual(
      tags.A?.subscriptions.map(({ tag }) => tag),
      ['B'],
    );

    await client.create({ callId, tag: 'X', codecs: CODECS });
    await client.createAnswer({ callId, tag: 'X', sdp: sdp(4004) });
    await client.connect({ callId, fromTag: 'A', toTag: 'X' });
    assert.deepEqual(
      (await client.query({ callId })).tags.A?.subscriptions.map(({ tag }) => tag),
      ['X'],
    );

    await client.disconnect({ callId, fromTag: 'A', toTag: 'X', bothWays: true });
    assert.deepEqual((await client.query({ callId })).tags.A?.subscriptions, []);

    await client.removeParty({ callId, tag: 'X' });
    await assert.rejects(client.createAnswer({ callId, tag: 'X', sdp: sdp(4004) }), RtpengineError);
    await client.delete(callId);
    assert.deepEqual(await client.list(), []);
    await client.delete(callId);
  });

  it('answers for a party by itself', async () => {
    const { client } = engine;
    const answer = await client.publish({
      callId: 'published',
      tag: 'P',
      sdp: sdp(4000),
      codecs: ['PCMA'],
      bidirectional: true,
    });
    assert.match(answer, /^a=sendrecv\r$/m);
    await client.delete('published');
  });

  it('sends no command that is larger than a datagram, and says so at once', async () => {
    const tooLong = engine.client.query({ callId: 'x'.repeat(65_500) });
    await assert.rejects(tooLong, (error) => error instanceof CommandTooLarge && error.bytes > 65_507);
  });

  it('tells why a command was refused', async () => {
    const refused = engine.client.blockMedia({ callId: 'nowhere', tag: 'A' });
    await assert.rejects(refused, {
      code: 'RTPENGINE_ERROR',
      command: 'block media',
      reason: 'Unknown call-ID',
    });
  });

  it('keeps a thousand commands at a time apart', async () => {
    const { client } = engine;
    const ids = Array.from({ length: 1_000 }, (_, index) => `call-${index}`);
    const replies = await Promise.all(
      ids.map((id) => client.request('create', { 'call-id': id, 'from-tag': 'A' })),
    );
    assert.deepEqual(
      replies.map((reply) => reply['call-id']),
      ids,
    );
    await Promise.all(ids.map((id) => client.delete(id)));
    assert.deepEqual(await client.list(), []);
  });

  it('sends again what got lost, and has it done once', async () => {
    const lossy = await losing(engine.port, (count) => count <= 2);
    const client = await RtpengineClient.open({ host: '127.0.0.1', port: lossy.port, retransmitMs: 10 });
    const first = await client.request('create', { codec: { offer: CODECS } }); // each time another call, were it done twice
    assert.equal(lossy.received(), 3);
    assert.deepEqual(await engine.client.list(), [first['call-id']]);
    await engine.client.delete(String(first['call-id']));
    await client.close();
    lossy.close();
  });

  it('gives up after its deadline', async () => {
    const client = await RtpengineClient.open({
      host: '127.0.0.1',
      port: await freePort(),
      timeoutMs: 50,
      retransmitMs: 10,
    });
    await assert.rejects(client.ping(), new RtpengineTimeout('ping', 50));
    await client.close();
  });

  it('answers everything that is waited for when it is closed', async () => {
    const client = await RtpengineClient.open({ host: '127.0.0.1', port: await freePort() });
    const waiting = assert.rejects(client.ping(), RtpengineClosed);
    await client.close();
    await waiting;
    await assert.rejects(client.ping(), RtpengineClosed);
    await client.close();
  });
});

/** The way to rtpengine, on which some of the commands get lost. */
const losing = async (port: number, isLost: (count: number) => boolean) => {
  const [near, far] = [createSocket('udp4'), createSocket('udp4')];
  near.bind(0, '127.0.0.1');
  await once(near, 'listening');
  let count = 0;
  let client = { port: 0, address: '' };
  near.on('message', (message, sender) => {
    client = sender;
    if (!isLost(++count)) far.send(message, port, '127.0.0.1');
  });
  far.on('message', (message) => near.send(message, client.port, client.address));
  return {
    port: near.address().port,
    received: () => count,
    close: () => {
      near.close();
      far.close();
    },
  };
};
