import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Phone } from './phone.ts';
import { Stack } from './stack.ts';

const LOOK_EVERY_MS = 200;

const call = async (anna: Phone, celina: Phone) => {
  await anna.invite('sip:103@demo.test');
  const invite = await celina.peer.nextRequest('INVITE');
  celina.answer(invite);
  const ok = await anna.peer.nextResponse(200, 'INVITE');
  const dialog = anna.acknowledge(ok);
  const hangUp = async () => {
    anna.inDialog(dialog, 'BYE');
    celina.peer.respond(await celina.peer.nextRequest('BYE'), [200, 'OK'], celina.tag);
    await anna.peer.nextResponse(200, 'BYE');
  };
  return { invite, ok, hangUp };
};

describe('Kamailio', function () {
  this.timeout(30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
  });
  after(() => stack.stop());
  afterEach(function () {
    return stack.hangUp(this.currentTest);
  });

  const phones = () => Promise.all([stack.registered('101'), stack.registered('103')]);

  it('without rtpengine places a call whose phones talk directly, and has media run through rtpengine when it is back', async () => {
    const [anna, celina] = await phones();
    await stack.rtpengine.stop('SIGKILL');
    const alone = await call(anna, celina);
    assert.equal(alone.invite.body, anna.sdp);
    assert.equal(alone.ok.body, celina.sdp);
    await alone.hangUp();

    await stack.rtpengine.restart();
    await stack.rtpengine.saying(/Startup complete/);
    for (;;) {
      const { invite, hangUp } = await call(anna, celina);
      await hangUp();
      if (invite.body !== anna.sdp) return;
      await delay(LOOK_EVERY_MS);
    }
  });

  it('without rtpengine hangs a call up that it had', async () => {
    const { hangUp } = await call(...(await phones()));
    await stack.rtpengine.stop('SIGKILL');
    await hangUp();
    await stack.rtpengine.restart();
    await stack.rtpengine.saying(/Startup complete/);
  });

  it('whose database stands still goes on with calls, however many phones register meanwhile', async () => {
    const [anna, celina] = await phones();
    const others = await Promise.all(Array.from({ length: 12 }, () => stack.phone('102')));
    const goOn = stack.freezeDatabase();
    try {
      const registering = others.map((phone) => phone.register());
      const { hangUp } = await call(anna, celina);
      await hangUp();
      goOn();
      for (const { status } of await Promise.all(registering)) assert.ok(status === 200 || status === 500);
    } finally {
      goOn();
    }
    const late = await stack.registered('104');
    await late.unregister();
  });
});
