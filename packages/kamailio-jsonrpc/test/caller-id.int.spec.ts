import assert from 'node:assert/strict';
import { inOriginated, originate } from './originate.ts';
import { Stack } from './stack.ts';

const CUSTOMER = '+48601777888';
const FROM_CUSTOMER = `"Klient" <sip:${CUSTOMER}@127.0.0.2>`;

describe('the caller ID that the public network sees', function () {
  this.timeout(30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
    await stack.configure(`DELETE FROM kamailio.did WHERE number = '+48221000106'`);
  });
  after(() => stack.stop());
  afterEach(function () {
    return stack.hangUp(this.currentTest);
  });

  const rows: [what: string, account: string, asked: string, from: string][] = [
    ['what call-control asks for', '102@demo.test', '+48221000101', '<sip:+48221000101@demo.test>'],
    ['never a number of others', '102@demo.test', CUSTOMER, '<sip:+48221000102@demo.test>'],
    ['else the DID of the account', '102@demo.test', '', '<sip:+48221000102@demo.test>'],
    ["of an account without one, the tenant's first", '106@demo.test', '', '<sip:+48221000101@demo.test>'],
    ['of a tenant without any, nothing', '101@other.test', '', '<sip:anonymous@anonymous.invalid>'],
  ];
  for (const [what, account, asked, from] of rows) {
    it(`is ${what}`, async () => {
      const carrier = await stack.carrier();
      await stack.configure(`UPDATE kamailio.domain SET trunk = 'carrier' WHERE domain = 'other.test'`);
      const callId = await originate(stack, '+48600100200', {
        from: FROM_CUSTOMER,
        headers: [
          ['X-Cordboard-Account', account],
          ['X-Cordboard-Caller-Number', asked],
          ['X-Cordboard-Diverted-From', CUSTOMER],
        ],
      });
      const invite = await carrier.peer.nextRequest('INVITE');
      assert.equal(invite.header('From'), `${from};tag=ours`);
      assert.deepEqual(invite.all('P-Asserted-Identity'), from.includes('anonymous') ? [] : [from]);
      assert.ok(!invite.text.includes(CUSTOMER.slice(1)), invite.text);
      carrier.peer.respond(invite, [486, 'Busy Here'], carrier.tag);
      await stack.facts.next('response', { sipCallId: callId, status: 486 });
    });
  }

  it('stays what it was in all that call-control sends later', async () => {
    const carrier = await stack.carrier();
    const callId = await originate(stack, '+48600100200', {
      from: FROM_CUSTOMER,
      headers: [['X-Cordboard-Account', '102@demo.test']],
    });
    const invite = await carrier.peer.nextRequest('INVITE');
    carrier.answer(invite);
    const answered = await stack.facts.next('response', { sipCallId: callId, status: 200 });
    assert.equal(answered['cseq'], 1);
    const ack = await carrier.peer.nextRequest('ACK');
    await inOriginated(stack, answered, 'UPDATE', 2, FROM_CUSTOMER);
    const update = await carrier.peer.nextRequest('UPDATE');
    carrier.peer.respond(update, [200, 'OK'], carrier.tag, [carrier.contact]);
    const updated = await stack.facts.next('response', { sipCallId: callId, method: 'UPDATE' });
    assert.deepEqual(
      [updated['status'], updated['source'], updated['contact']],
      [200, '127.0.0.2:5060;transport=udp', 'sip:carrier@127.0.0.2:5060'],
    );
    await inOriginated(stack, answered, 'BYE', 3, FROM_CUSTOMER);
    const bye = await carrier.peer.nextRequest('BYE');
    carrier.peer.respond(bye, [200, 'OK'], carrier.tag);
    for (const message of [ack, update, bye]) {
      assert.match(message.header('From'), /<sip:\+48221000102@demo\.test>;tag=ours/);
      assert.ok(!message.text.includes(CUSTOMER.slice(1)), message.text);
    }
  });

  it('is no matter of an account, which may claim what it likes', async () => {
    const [anna, carrier] = await Promise.all([stack.registered('101'), stack.carrier()]);
    await anna.invite('sip:+48600100200@demo.test', [
      ['Remote-Party-ID', `<sip:${CUSTOMER}@demo.test>`],
      ['P-Preferred-Identity', `<sip:${CUSTOMER}@demo.test>`],
      ['Diversion', `<sip:${CUSTOMER}@demo.test>`],
      ['History-Info', `<sip:${CUSTOMER}@demo.test>;index=1`],
    ]);
    const invite = await carrier.peer.nextRequest('INVITE');
    assert.match(invite.header('From'), /^<sip:\+48221000101@demo\.test>/);
    assert.ok(!invite.text.includes(CUSTOMER.slice(1)), invite.text);
    carrier.peer.respond(invite, [486, 'Busy Here'], carrier.tag);
    await anna.peer.nextResponse(486, 'INVITE');
  });

  it('tells a trunk that asks for it which number was dialled before a transfer', async () => {
    const carrier = await stack.carrier();
    await stack.configure(`UPDATE kamailio.trunk SET redirection = 'diversion' WHERE name = 'carrier'`);
    const callId = await originate(stack, '+48600100200', {
      headers: [
        ['X-Cordboard-Account', '102@demo.test'],
        ['X-Cordboard-Diverted-From', '+48221000103'],
      ],
    });
    const invite = await carrier.peer.nextRequest('INVITE');
    assert.equal(invite.header('Diversion'), '<sip:+48221000103@demo.test>;reason=deflection;counter=1');
    carrier.peer.respond(invite, [486, 'Busy Here'], carrier.tag);
    await stack.facts.next('response', { sipCallId: callId, status: 486 });
  });

  it('binds no other PBX: it sees who calls', async () => {
    const branch = await stack.branch();
    const callId = await originate(stack, '320', { from: FROM_CUSTOMER });
    const invite = await branch.peer.nextRequest('INVITE');
    assert.equal(invite.header('From'), `${FROM_CUSTOMER};tag=ours`);
    branch.peer.respond(invite, [486, 'Busy Here'], branch.tag);
    const busy = await stack.facts.next('response', { sipCallId: callId, status: 486 });
    assert.equal(busy['trunk'], 'branch');
  });
});
