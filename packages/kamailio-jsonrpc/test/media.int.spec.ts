import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { Stack } from './stack.ts';
import { pressKey } from './telephone-event.ts';

describe('the media of a plain call', function () {
  this.timeout(30_000);
  let stack: Stack;
  let rtp: Socket;
  before(async () => {
    stack = await Stack.start();
    rtp = createSocket('udp4');
  });
  after(() => {
    rtp.close();
    return stack.stop();
  });
  afterEach(function () {
    return stack.hangUp(this.currentTest);
  });

  /** rtpengine's answer to the command `list`, under a cookie of its own: to an old one it would repeat its old answer. */
  const calls = async (): Promise<string> => {
    const socket = createSocket('udp4');
    socket.send(`${randomUUID()} d7:command4:liste`, stack.ngPort, '127.0.0.1');
    const [answer] = await once(socket, 'message');
    socket.close();
    return String(answer);
  };

  it('run through rtpengine, whose digits are reported once for each press; nothing is left of them', async () => {
    const [anna, celina] = [await stack.registered('101'), await stack.registered('103')];
    const callId = await anna.invite('sip:103@demo.test');
    const invite = await celina.peer.nextRequest('INVITE');
    celina.answer(invite);
    const ok = await anna.peer.nextResponse(200, 'INVITE');
    const dialog = anna.acknowledge(ok);
    await celina.peer.nextRequest('ACK');
    assert.match(await calls(), new RegExp(callId));

    const relay = Number(/m=audio (\d+) /.exec(ok.body)?.[1]);
    rtp.bind(anna.peer.port + 1, '127.0.0.1');
    await once(rtp, 'listening');
    for (const [event, digit] of [
      [5, '5'],
      [10, '*'],
      [11, '#'],
      [11, '#'],
    ] as const) {
      pressKey(rtp, relay, event);
      const fact = await stack.facts.next('dtmf', { sipCallId: callId });
      assert.deepEqual([fact['digit'], fact['source'], fact['tag']], [digit, 'rfc4733', anna.tag]);
    }

    anna.inDialog(dialog, 'BYE');
    celina.peer.respond(await celina.peer.nextRequest('BYE'), [200, 'OK'], celina.tag);
    await anna.peer.nextResponse(200, 'BYE');
    await stack.facts.next('dialog', { sipCallId: callId, state: 'answered' });
    await stack.facts.next('dialog', { sipCallId: callId, state: 'ended' });
    await stack.facts.next('ended', { sipCallId: callId });
    assert.deepEqual(stack.facts.rest({ sipCallId: callId }), []);
    assert.doesNotMatch(await calls(), new RegExp(callId));
  });

  it('run through rtpengine by an answer that comes again as by the first one', async () => {
    const [anna, celina] = [await stack.registered('101'), await stack.registered('103')];
    const callId = await anna.invite('sip:103@demo.test');
    const invite = await celina.peer.nextRequest('INVITE');
    celina.answer(invite);
    const lost = await anna.peer.nextResponse(200, 'INVITE');
    celina.answer(invite);
    const again = await anna.peer.nextResponse(200, 'INVITE');
    assert.deepEqual(
      [again.body, again.header('Contact'), again.header('Record-Route')],
      [lost.body, lost.header('Contact'), lost.header('Record-Route')],
    );
    const dialog = anna.acknowledge(again);
    await celina.peer.nextRequest('ACK');
    anna.inDialog(dialog, 'BYE');
    celina.peer.respond(await celina.peer.nextRequest('BYE'), [200, 'OK'], celina.tag);
    await anna.peer.nextResponse(200, 'BYE');
    for (const state of ['answered', 'ended']) await stack.facts.next('dialog', { sipCallId: callId, state });
    assert.deepEqual(stack.facts.rest({ sipCallId: callId }), []);
  });
});
