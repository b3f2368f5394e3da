import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { CALL, inOriginated, originate } from './originate.ts';
import type { Phone, PhoneDialog } from './phone.ts';
import type { SipMessage } from './sip-message.ts';
import { Stack } from './stack.ts';

/** RFC 3261 §17.1.2.2: the interval of a request's first repetition, milliseconds. */
const T1 = 500;

describe('Kamailio that was restarted', function () {
  this.timeout(30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
  });
  after(() => stack.stop());
  afterEach(function () {
    return stack.hangUp(this.currentTest);
  });

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
    const { anna, celina, callId, dialog } = await stack.talking();
    await stack.restartKamailio();
    anna.inDialog(dialog, 'BYE');
    await stack.rpc.setHashEntry('anchored', callId, 'c0ffee0123456789');
    await hangUpUntil(anna, dialog, anna.peer.nextResponse(200, 'BYE'));
    await stack.facts.next('request', { sipCallId: callId, method: 'BYE' });
    assert.deepEqual(celina.peer.unexpected, []);
  });

  it('soon lets a plain call be hung up', async () => {
    const { anna, celina, dialog } = await stack.talking();
    await stack.restartKamailio();
    await hangUpUntil(anna, dialog, celina.peer.nextRequest('BYE'));
  });

  it('still shows a carrier the number that it knows when call-control hangs up', async () => {
    const carrier = await stack.carrier();
    const from = '<sip:+48601777888@127.0.0.2>';
    const callId = await originate(stack, '+48600100200', {
      from,
      headers: [['X-Cordboard-Account', '102@demo.test']],
    });
    carrier.answer(await carrier.peer.nextRequest('INVITE'));
    const answered = await stack.facts.next('response', { sipCallId: callId, status: 200 });
    await carrier.peer.nextRequest('ACK');
    await stack.restartKamailio();
    await stack.rpc.setHashEntry('anchored', callId, CALL);
    await inOriginated(stack, answered, 'BYE', 2, from);
    const bye = await carrier.peer.nextRequest('BYE');
    assert.match(bye.header('From'), /^<sip:\+48221000102@demo\.test>;tag=ours/);
    carrier.peer.respond(bye, [200, 'OK'], carrier.tag);
  });

  it('numbers requests as before at a trunk that asked for credentials', async () => {
    const branch = await stack.branch();
    const callId = await originate(stack, '320');
    branch.peer.respond(await branch.peer.nextRequest('INVITE'), [401, 'Who Are You'], branch.tag, [
      ['WWW-Authenticate', 'Digest realm="branch", nonce="n0nce"'],
    ]);
    await branch.peer.nextRequest('ACK');
    branch.answer(await branch.peer.nextRequest('INVITE'));
    const answered = await stack.facts.next('response', { sipCallId: callId, status: 200 });
    await branch.peer.nextRequest('ACK');
    await stack.restartKamailio();
    await stack.rpc.setHashEntry('anchored', callId, CALL);
    await inOriginated(stack, answered, 'BYE', 2);
    const bye = await branch.peer.nextRequest('BYE');
    assert.equal(bye.header('CSeq'), '3 BYE');
    branch.peer.respond(bye, [200, 'OK'], branch.tag);
  });

  it('shows nobody in a plain call from one carrier to another', async () => {
    const carrier = await stack.carrier();
    const customer = '+48601777888';
    carrier.peer.request('INVITE', 'sip:+48221000310@127.0.0.1', [
      ['From', `<sip:${customer}@127.0.0.2>;tag=customer`],
      ['To', '<sip:+48221000310@127.0.0.1>'],
      ['Call-ID', 'hairpin'],
      ['CSeq', '1 INVITE'],
      carrier.contact,
    ]);
    carrier.answer(await carrier.peer.nextRequest('INVITE'));
    const dialog = carrier.acknowledge(await carrier.peer.nextResponse(200, 'INVITE'));
    await carrier.peer.nextRequest('ACK');
    await stack.restartKamailio();
    const hungUp = carrier.peer.nextRequest('BYE');
    await hangUpUntil(carrier, dialog, hungUp);
    const bye = await hungUp;
    assert.match(bye.header('From'), /^<sip:anonymous@anonymous\.invalid>;tag=customer/);
    assert.ok(!bye.text.includes(customer.slice(1)), bye.text);
  });

  it('knows all phones before it takes the first call', async () => {
    const [anna, celina] = await Promise.all([stack.registered('101'), stack.registered('103')]);
    await stack.configure(MANY_PHONES);
    await stack.restartKamailio();
    await anna.invite('sip:103@demo.test');
    celina.peer.respond(await celina.peer.nextRequest('INVITE'), [486, 'Busy Here'], celina.tag);
    await anna.peer.nextResponse(486, 'INVITE');
  });
});

/** So that reading them takes Kamailio a moment. Hers, who is called, comes last. */
const MANY_PHONES = `
  INSERT INTO kamailio.location (ruid, username, domain, contact)
    SELECT 'many-' || n, 'n' || n, 'demo.test', 'sip:n' || n || '@127.0.0.1:9' FROM generate_series(1, 20000) AS n;
  UPDATE kamailio.location SET id = DEFAULT WHERE username = '103';
`;
