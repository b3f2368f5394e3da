import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Phone, PhoneDialog } from './phone.ts';
import type { SipMessage } from './sip-message.ts';
import { Stack } from './stack.ts';

/** RFC 3261 §17.1.2.2: the interval of a request's first repetition, milliseconds. */
const T1 = 500;

describe('Kamailio that was restarted in the middle of a call', function () {
  this.timeout(30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
  });
  after(() => stack.stop());
  afterEach(function () {
    return stack.hangUp(this.currentTest);
  });

  const call = async () => {
    const [anna, celina] = await Promise.all([stack.registered('101'), stack.registered('103')]);
    const callId = await anna.invite('sip:103@demo.test');
    celina.answer(await celina.peer.nextRequest('INVITE'));
    const dialog = anna.acknowledge(await anna.peer.nextResponse(200, 'INVITE'));
    await celina.peer.nextRequest('ACK');
    return { anna, celina, callId, dialog };
  };

  /** Repeats a BYE as a phone does, until something comes of it. */
  const hangUpUntil = async (phone: Phone, dialog: PhoneDialog, done: Promise<SipMessage>): Promise<void> => {
    let over = false;
    const end = done.finally(() => {
      over = true;
    });
    while (!over) {
      phone.inDialog(dialog, 'BYE');
      await Promise.race([end, delay(T1)]);
    }
    await end;
  };

  it('lets no BYE through before call-control has said that the call is its', async () => {
    const { anna, celina, callId, dialog } = await call();
    await stack.restartKamailio();
    anna.inDialog(dialog, 'BYE');
    await stack.rpc.setHashEntry('anchored', callId, 'c0ffee0123456789');
    await hangUpUntil(anna, dialog, anna.peer.nextResponse(200, 'BYE'));
    await stack.facts.next('request', { sipCallId: callId, method: 'BYE' });
    assert.deepEqual(celina.peer.unexpected, []);
  });

  it('soon lets a plain call be hung up', async () => {
    const { anna, celina, dialog } = await call();
    await stack.restartKamailio();
    await hangUpUntil(anna, dialog, celina.peer.nextRequest('BYE'));
  });
});
