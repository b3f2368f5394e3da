// As long as 9 usual scenes.
import assert from 'node:assert/strict';
import { partitionOf } from '@cordboard/messaging';
import { music } from '../src/ears/sounds.ts';
import { expectOnly, expectTalk, longestGapMs } from '../src/expect.ts';
import type { Lab } from '../src/lab.ts';
import { headerValues, type SipMessage } from '../src/network/sip-message.ts';
import type { Handset } from '../src/phone/handset.ts';
import { callIdOf } from '../src/programs.ts';
import type { ScriptedCall } from '../src/scripted/call.ts';
import type { Notification } from '../src/scripted/notification.ts';
import type { ScriptedPhone } from '../src/scripted/scripted-phone.ts';
import { callAndTalk, consult, expectSwitch, startTransfer, timeOf } from '../src/steps.ts';
import { scenario, simultaneously } from './scenario.ts';

/** A message to somebody who waits, the pause after it, and what follows. */
const afterMessageMs = 15_000;
const target103 = '<sip:103@demo.test>';

/** What the NOTIFYs said, and how the last one ended the subscription. */
const told = (notifications: readonly Notification[]) => notifications.map(({ sipStatus }) => sipStatus);

/** What a phone was asked for in its call, after the INVITE. */
const methods = (call: ScriptedCall) => call.requests.map(({ method }) => method);

/** The phone was called as by anybody: nothing that only a phone with a transfer key would know. */
const expectPlain = ({ invite }: ScriptedCall): void => {
  for (const name of ['replaces', 'require', 'refer-to', 'referred-by']) {
    assert.deepEqual(headerValues(invite as SipMessage, name), [], name);
  }
};

const scriptedTrio = (lab: Lab) =>
  Promise.all([lab.scripted('101'), lab.scripted('102'), lab.scripted('103')] as const);

/** A transferor that can do REFER to the letter, in a call with a transferee of our own. */
const talking = async (lab: Lab): Promise<[ScriptedPhone, Handset]> => {
  const [transferor, transferee] = await Promise.all([lab.scripted('101'), lab.phone('102')]);
  await callAndTalk(transferee, '101', transferor);
  return [transferor, transferee];
};

/** It is accepted, and the transferee waits. */
const expectAccepted = async (call: ScriptedCall, transferee: Handset, referTo: string): Promise<number> => {
  const asked = await timeOf(async () => assert.equal((await call.refer(referTo)).status, 202));
  await transferee.waitToHear(music, { since: asked });
  return asked;
};

/** The transferor has been told of the success, and then hung up. */
const expectDone = async (call: ScriptedCall): Promise<void> => {
  const last = await call.lastNotification();
  assert.equal(last.sipStatus, 200);
  assert.match(last.state, /^terminated;reason=noresource/);
  assert.match(last.contentType, /^message\/sipfrag/);
  await call.ended;
};

/** A call of this phone's that the services keep in another partition than that one. */
const inAnotherPartition = async (phone: ScriptedPhone, number: string, than: ScriptedCall) => {
  for (;;) {
    const call = await phone.newCall(number);
    if (partitionOf(callIdOf(call.callId)) !== partitionOf(callIdOf(than.callId))) return call;
    call.cancel();
  }
};

describe('a transfer key: blind', () => {
  scenario('moves the call, and tells how it goes', async (lab) => {
    const [transferor, transferee] = await talking(lab);
    const target = await lab.phone('103');
    const call = transferor.call();
    const asked = await expectAccepted(call, transferee, target103);
    await target.waitFor('incoming');
    expectOnly(transferee, asked + longestGapMs, music);
    const answered = await timeOf(() => target.answer());
    await expectSwitch(answered, transferee, target);
    await expectDone(call);
    assert.deepEqual(told(call.notifications), [100, 180, 200]);
    assert.match(call.notifications[0]?.state ?? '', /^active;expires=\d+/);
  });

  for (const [whose, talk] of [
    [
      'of a callee, whom a customer has called over the trunk',
      (customer: Handset, transferor: Handset) => callAndTalk(customer, '+48221000101', transferor),
    ],
    [
      'of a caller, whose transferee is a customer on the trunk',
      (customer: Handset, transferor: Handset) => callAndTalk(transferor, '+48600100200', customer),
    ],
  ] as const) {
    scenario(whose, async (lab) => {
      const [transferor, customer, target] = await Promise.all([
        lab.scripted('101'),
        lab.mobile('+48600100200'),
        lab.phone('103'),
      ]);
      await talk(customer, transferor);
      const call = transferor.call();
      await expectAccepted(call, customer, target103);
      await target.waitFor('incoming');
      const answered = await timeOf(() => target.answer());
      await expectSwitch(answered, customer, target);
      await expectDone(call);
    });
  }

  scenario('and a transferee that hangs up while the target rings: its ringing stops', async (lab) => {
    const [transferor, transferee] = await talking(lab);
    const target = await lab.phone('103');
    const call = transferor.call();
    await expectAccepted(call, transferee, target103);
    await target.waitFor('incoming');
    await transferee.hangUp();
    await target.waitFor('closed');
    assert.ok((await call.lastNotification()).sipStatus >= 400);
  });

  scenario('asks nothing of the other two phones', async (lab) => {
    const [transferor, transferee, target] = await scriptedTrio(lab);
    await callAndTalk(transferee, '101', transferor);
    const call = transferor.call();
    await expectAccepted(call, transferee, target103);
    await target.waitFor('incoming');
    await target.answer();
    await expectTalk(transferee, target);
    await expectDone(call);
    assert.deepEqual(methods(transferee.call()), []);
    assert.deepEqual(methods(target.call()), ['ACK']);
    expectPlain(target.call());
  });

  scenario('on a softphone', async (lab) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await transferor.transfer('sip:103@demo.test');
    await transferee.waitToHear(music);
    await target.waitFor('incoming');
    const answered = await timeOf(() => target.answer());
    await expectSwitch(answered, transferee, target);
    await transferor.waitFor('closed');
  });

  scenario('after keys have been used in the call', async (lab) => {
    const [transferor, transferee] = await talking(lab);
    const target = await lab.phone('103');
    await startTransfer(transferor, '*', transferee);
    await transferor.press('**');
    await expectTalk(transferor, transferee);
    const call = transferor.call();
    await expectAccepted(call, transferee, target103);
    await target.waitFor('incoming');
    await target.answer();
    await expectTalk(transferee, target);
    await expectDone(call);
  });

  scenario('by a target to whom the call was moved by keys', async (lab) => {
    const [transferee, transferor, second] = await lab.phones('102', '101', '104');
    const target = await lab.scripted('103');
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    await transferor.hangUp();
    await expectTalk(transferee, target);
    const call = target.call();
    await expectAccepted(call, transferee, '<sip:104@demo.test>');
    await second.waitFor('incoming');
    await second.answer();
    await expectTalk(transferee, second);
    await expectDone(call);
  });

  scenario('and a hang-up before the target answers: it is moved all the same', async (lab) => {
    const [transferor, transferee] = await talking(lab);
    const target = await lab.phone('103');
    await expectAccepted(transferor.call(), transferee, target103);
    await target.waitFor('incoming');
    await transferor.hangUp();
    const answered = await timeOf(() => target.answer());
    await expectSwitch(answered, transferee, target);
  });

  scenario('to a mobile outside', async (lab) => {
    const [transferor, transferee] = await talking(lab);
    const mobile = await lab.mobile('+48600100201');
    const call = transferor.call();
    await expectAccepted(call, transferee, '<sip:600100201@demo.test>');
    await mobile.waitFor('incoming');
    await mobile.answer();
    await expectTalk(transferee, mobile);
    await expectDone(call);
  });
});

describe('a transfer key whose target does not take the call', () => {
  const failures = [
    ['busy', '103', 486],
    ['rejected', '103', 603],
    ['unavailable', '103', 480],
    ['unknown', '177', 404],
    ['forbidden', '221009000', 403],
  ] as const;
  for (const [why, number, status] of failures) {
    scenario(`for it is ${why}: ${status}, and the two are together again`, async (lab) => {
      const [transferor, transferee] = await talking(lab);
      const target = await lab.scripted('103');
      target.whenCalled = (call) => call.refuse(status);
      const call = transferor.call();
      assert.equal((await call.refer(`<sip:${number}@demo.test>`)).status, 202);
      const last = await call.lastNotification();
      assert.equal(last.sipStatus, status);
      assert.match(last.state, /^terminated/);
      await expectTalk(transferor, transferee, afterMessageMs);
    });
  }

  scenario('for nobody answers: 408 or 480, and the two are together again', async (lab) => {
    const [transferor, transferee] = await talking(lab);
    const target = await lab.phone('103');
    const call = transferor.call();
    await expectAccepted(call, transferee, target103);
    await target.waitFor('closed', { withinMs: 8_000 });
    assert.ok([408, 480].includes((await call.lastNotification()).sipStatus));
    await expectTalk(transferor, transferee, afterMessageMs);
  });
});

describe('a REFER out of the ordinary', () => {
  simultaneously({
    'without Refer-To is refused, and the call goes on': async (lab) => {
      const [transferor, transferee] = await talking(lab);
      assert.equal((await transferor.call().refer(undefined)).status, 400);
      await expectTalk(transferor, transferee);
    },
    'with Refer-Sub: false is carried out without a NOTIFY': async (lab) => {
      const [transferor, transferee, target] = await Promise.all([
        lab.scripted('104'),
        lab.phone('105'),
        lab.phone('106'),
      ]);
      await callAndTalk(transferee, '104', transferor);
      const call = transferor.call();
      const accepted = await call.refer('<sip:106@demo.test>', [['Refer-Sub', 'false']]);
      assert.equal(accepted.status, 202);
      assert.equal(headerValues(accepted, 'refer-sub')[0], 'false');
      await target.waitFor('incoming');
      await target.answer();
      await expectTalk(transferee, target);
      await call.ended;
      assert.deepEqual(call.notifications, []);
    },
    'from a customer is refused': async (lab) => {
      const [customer, employee] = await Promise.all([lab.scriptedMobile('+48600100221'), lab.phone('201')]);
      await callAndTalk(employee, '600100221', customer);
      assert.equal((await customer.call().refer(target103)).status, 403);
      await expectTalk(customer, employee);
    },
    'and a code at the same moment start one transfer': async (lab) => {
      const [transferor, transferee, target] = await Promise.all([
        lab.scripted('202'),
        lab.phone('203'),
        lab.phone('204'),
      ]);
      await callAndTalk(transferee, '202', transferor);
      const call = transferor.call();
      const [accepted] = await Promise.all([call.refer('<sip:204@demo.test>'), transferor.press('*')]);
      assert.equal(accepted.status, 202);
      const first = await Promise.race([
        target.waitFor('incoming').then(() => 'the REFER'),
        call.lastNotification().then(({ sipStatus }) => `the code, and the REFER got ${sipStatus}`),
      ]);
      if (first === 'the REFER') await target.answer();
      else {
        assert.equal(first, 'the code, and the REFER got 491');
        await transferor.press('204#');
        await target.waitFor('incoming');
        await target.answer();
        await expectTalk(transferor, target);
        await transferor.hangUp();
      }
      await expectTalk(transferee, target);
      await call.ended;
    },
  });
});

describe('a transfer key: attended', () => {
  scenario(
    'on a softphone joins its two calls',
    async (lab) => {
      const [transferee, transferor, target] = await lab.phones('102', '101', '103');
      await callAndTalk(transferee, '101', transferor);
      const first = transferor.callId ?? '';
      await transferor.hold(first);
      await callAndTalk(transferor, '103', target);
      const second = transferor.callId ?? '';
      const asked = await timeOf(() => transferor.connectCalls(first, second, 'sip:103@demo.test'));
      await expectSwitch(asked, transferee, target);
      await transferor.waitFor('closed');
      await transferor.waitFor('closed');
    },
    { renegotiates: true },
  );

  scenario('asks nothing of the other two phones', async (lab) => {
    const [transferor, transferee, target] = await scriptedTrio(lab);
    await callAndTalk(transferee, '101', transferor);
    const first = transferor.call();
    await transferor.dial('103');
    await target.waitFor('incoming');
    await target.answer();
    await target.waitToHear(transferor.tone);
    const second = transferor.call();
    const referTo = `<sip:103@demo.test?Replaces=${encodeURIComponent(second.replaces)}>`;
    assert.equal((await first.refer(referTo)).status, 202);
    await expectTalk(transferee, target);
    await Promise.all([expectDone(first), second.ended]);
    assert.deepEqual(methods(transferee.call()), []);
    assert.deepEqual(methods(target.call()), ['ACK']);
    expectPlain(target.call());
  });

  scenario('of a consultation that has ended has failed, and the call goes on', async (lab) => {
    const [transferor, transferee, target] = await scriptedTrio(lab);
    await callAndTalk(transferee, '101', transferor);
    const first = transferor.call();
    await transferor.dial('103');
    await target.waitFor('incoming');
    await target.answer();
    await target.waitToHear(transferor.tone);
    const second = transferor.call();
    const referTo = `<sip:103@demo.test?Replaces=${encodeURIComponent(second.replaces)}>`;
    await target.hangUp();
    await second.ended;
    assert.equal((await first.refer(referTo)).status, 202);
    assert.ok((await first.lastNotification()).sipStatus >= 400);
    await expectTalk(transferor, transferee, afterMessageMs);
  });

  scenario(
    'with a customer and a mobile, both on the trunk',
    async (lab) => {
      const [customer, mobile] = await Promise.all([lab.mobile('+48600100200'), lab.mobile('+48600100201')]);
      const transferor = await lab.scripted('101');
      await callAndTalk(customer, '+48221000101', transferor);
      const first = transferor.call();
      await transferor.hold();
      await callAndTalk(transferor, '600100201', mobile);
      const second = transferor.call();
      const referTo = `<sip:600100201@demo.test?Replaces=${encodeURIComponent(second.replaces)}>`;
      const asked = await timeOf(async () => assert.equal((await first.refer(referTo)).status, 202));
      await expectSwitch(asked, customer, mobile);
      await Promise.all([expectDone(first), second.ended]);
    },
    { renegotiates: true },
  );

  scenario(
    'the other way round: the call with the target is the older one',
    async (lab) => {
      const [target, transferee] = await lab.phones('103', '102');
      const transferor = await lab.scripted('101');
      await callAndTalk(target, '101', transferor);
      const consultation = transferor.call();
      await transferor.hold();
      await callAndTalk(transferor, '102', transferee);
      const call = transferor.call();
      const referTo = `<sip:103@demo.test?Replaces=${encodeURIComponent(consultation.replaces)}>`;
      assert.equal((await call.refer(referTo)).status, 202);
      await expectTalk(transferee, target);
      await Promise.all([expectDone(call), consultation.ended]);
      await transferee.hangUp();
      await target.waitFor('closed');
    },
    { renegotiates: true },
  );

  scenario(
    'of a call that keys have moved before, and on by keys after it',
    async (lab) => {
      const [transferee, first, target, last] = await lab.phones('102', '101', '104', '105');
      const transferor = await lab.scripted('103');
      await callAndTalk(transferee, '101', first);
      await consult(first, transferee, '103', transferor);
      await first.hangUp();
      await expectTalk(transferee, transferor);
      const call = transferor.call();
      await transferor.hold();
      await transferor.dial('104');
      await target.waitFor('incoming');
      await target.answer();
      await target.waitToHear(transferor.tone);
      const referTo = `<sip:104@demo.test?Replaces=${encodeURIComponent(transferor.call().replaces)}>`;
      assert.equal((await call.refer(referTo)).status, 202);
      await expectTalk(transferee, target);
      await expectDone(call);
      await consult(target, transferee, '105', last);
      await target.hangUp();
      await expectTalk(transferee, last);
    },
    { renegotiates: true },
  );

  scenario(
    'of two calls in different partitions, which different processes may hold',
    async (lab) => {
      const [transferor, transferee] = await talking(lab);
      const target = await lab.phone('103');
      const call = transferor.call();
      await transferor.hold();
      const consultation = await inAnotherPartition(transferor, '103', call);
      const placed = consultation.place();
      await target.waitFor('incoming');
      await target.answer();
      assert.equal((await placed).status, 200);
      await expectTalk(transferor, target);
      const referTo = `<sip:103@demo.test?Replaces=${encodeURIComponent(consultation.replaces)}>`;
      const asked = await timeOf(async () => assert.equal((await call.refer(referTo)).status, 202));
      await expectSwitch(asked, transferee, target);
      await Promise.all([expectDone(call), consultation.ended]);
    },
    { renegotiates: true },
  );

  scenario('before the target has answered becomes a blind one', async (lab) => {
    const [transferor, transferee] = await talking(lab);
    const target = await lab.phone('103');
    const call = transferor.call();
    const consultation = await transferor.newCall('103');
    const placed = consultation.place();
    await target.waitFor('incoming');
    await transferor.waitFor('ringing');
    const referTo = `<sip:103@demo.test?Replaces=${encodeURIComponent(consultation.replaces)}>`;
    assert.equal((await call.refer(referTo)).status, 202);
    consultation.cancel();
    assert.equal((await placed).status, 487);
    await target.waitFor('incoming');
    await target.answer();
    await expectTalk(transferee, target);
    await expectDone(call);
  });
});

describe('an INVITE with Replaces', () => {
  scenario('takes the place of a phone in its call', async (lab) => {
    const [transferor, transferee] = await talking(lab);
    const other = await lab.scripted('104');
    const replaced = transferor.call();
    const call = await other.newCall('102');
    const taken = await timeOf(async () => {
      const answer = await call.place({ headers: [['Replaces', replaced.replaces]] });
      assert.equal(answer.status, 200);
    });
    await expectSwitch(taken, other, transferee);
    await replaced.ended;
    await other.hangUp();
    await transferee.waitFor('closed');
  });

  scenario(
    'takes the place of the target in a consultation, and has the transferee in the end',
    async (lab) => {
      const [transferee, transferor] = await lab.phones('102', '101');
      const [target, other] = await Promise.all([lab.scripted('103'), lab.scripted('104')]);
      await callAndTalk(transferee, '101', transferor);
      await consult(transferor, transferee, '103', target);
      const replaced = target.call();
      const call = await other.newCall('101');
      const answer = await call.place({ headers: [['Replaces', replaced.replaces]] });
      assert.equal(answer.status, 200);
      await Promise.all([replaced.ended, expectTalk(transferor, other)]);
      const hungUp = await timeOf(() => transferor.hangUp());
      await expectSwitch(hungUp, transferee, other);
    },
  );

  scenario('from outside takes the place of a customer in his call', async (lab) => {
    const [customer, other] = await Promise.all([
      lab.scriptedMobile('+48600100200'),
      lab.scriptedMobile('+48600100201'),
    ]);
    const employee = await lab.phone('101');
    await callAndTalk(customer, '+48221000101', employee);
    const replaced = customer.call();
    const call = await other.newCall('+48221000101');
    const taken = await timeOf(async () => {
      const answer = await call.place({ headers: [['Replaces', replaced.replaces]] });
      assert.equal(answer.status, 200);
    });
    await expectSwitch(taken, other, employee);
    await replaced.ended;
    await employee.hangUp();
    await call.ended;
  });

  scenario('from outside, of a call that does not go over that trunk, is refused with 403', async (lab) => {
    const [transferor, transferee] = await talking(lab);
    const other = await lab.scriptedMobile('+48600100201');
    const call = await other.newCall('+48221000102');
    const answer = await call.place({ headers: [['Replaces', transferor.call().replaces]] });
    assert.equal(answer.status, 403);
    await expectTalk(transferor, transferee);
  });

  scenario('of a dialog that nobody has is refused with 481', async (lab) => {
    const other = await lab.scripted('104');
    const call = await other.newCall('101');
    const answer = await call.place({ headers: [['Replaces', 'nobody;to-tag=1;from-tag=2']] });
    assert.equal(answer.status, 481);
  });
});
