// As long as 3 usual scenes.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { call, transfer } from '@cordboard/contracts';
import { music, ringback, together } from '../src/ears/sounds.ts';
import { expectTalk } from '../src/expect.ts';
import { callIdOf, Programs, refusalOf } from '../src/programs.ts';
import { mobile } from '../src/sites.ts';
import { begin, callAndTalk, castThatTalks } from '../src/steps.ts';
import { scenario } from './scenario.ts';

const attended = transfer.TransferKind.TRANSFER_KIND_ATTENDED;
const blind = transfer.TransferKind.TRANSFER_KIND_BLIND;

describe('a call that a program starts', () => {
  scenario('rings the employee, then the customer, and keys transfer it', async (lab) => {
    using programs = new Programs();
    const customer = await lab.mobile('+48600100200');
    const [employee, target] = await lab.phonesOf('hash.test', '101', '103');
    const request = {
      requestId: randomUUID(),
      account: '101@hash.test',
      dialled: '600100200',
      ringTimeoutMs: 0,
    };
    const started = await programs.callControl.startCall(request);
    await employee.waitFor('incoming');
    await employee.answer();
    await customer.waitFor('incoming');
    await employee.waitToHear(ringback);
    await customer.answer();
    await expectTalk(employee, customer);
    assert.equal((await programs.callControl.startCall(request)).callId, started.callId);
    const { calls } = await programs.callControl.listCalls({});
    const listed = calls.find(({ callId }) => callId === started.callId);
    assert.equal(listed?.origin, call.CallOrigin.CALL_ORIGIN_API);

    await begin({ transferor: employee, transferee: customer }, '#');
    await employee.press('103#');
    await target.waitFor('incoming');
    await target.answer();
    await expectTalk(employee, target);
    await employee.hangUp();
    await expectTalk(customer, target);
  });

  scenario('is cancelled when the employee hangs up before the customer answers', async (lab) => {
    using programs = new Programs();
    const [employee, other] = await lab.phones('101', '103');
    await programs.callControl.startCall({
      requestId: randomUUID(),
      account: '101@demo.test',
      dialled: '103',
      ringTimeoutMs: 0,
    });
    await employee.waitFor('incoming');
    await employee.answer();
    await other.waitFor('incoming');
    await employee.hangUp();
    await other.waitFor('closed');
  });

  scenario('is refused for an account that there is not, or a number that nobody has', async () => {
    using programs = new Programs();
    const asked = { requestId: randomUUID(), ringTimeoutMs: 0 };
    const { callControl } = programs;
    assert.ok(
      await refusalOf(
        callControl.startCall({ ...asked, account: '999@demo.test', dialled: '103' }),
        'NOT_FOUND',
      ),
    );
    assert.ok(
      await refusalOf(
        callControl.startCall({ ...asked, account: '101@demo.test', dialled: '177' }),
        'FAILED_PRECONDITION',
      ),
    );
  });
});

describe('a transfer by a program', () => {
  scenario('attended: started, completed, and told of from its start to its end', async (lab) => {
    using programs = new Programs();
    using watch = await programs.watchTransfers();
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const callId = callIdOf(transferee.callId);
    const start = { callId, requestId: randomUUID(), legId: 'callee', kind: attended, target: '103' };
    await programs.transfer.startTransfer(start);
    await target.waitFor('incoming');
    await programs.transfer.startTransfer(start); // the same, as where its answer got lost
    await Promise.all([transferee.waitToHear(music), transferor.waitToHear(ringback)]);
    await target.answer();
    await expectTalk(transferor, target);
    await programs.transfer.complete({ callId });
    await transferor.waitFor('closed');
    await expectTalk(transferee, target);

    const ended = await watch.waitFor('last fact', ({ event }) => event?.fact?.$case === 'ended');
    const facts = watch.all.flatMap(({ event }) => (event?.callId === callId ? [event] : []));
    assert.deepEqual(
      facts.map(({ fact }) => fact?.$case),
      ['started', 'targetDialled', 'targetAnswered', 'completed', 'ended'],
    );
    assert.equal(new Set(facts.map(({ transferId }) => transferId)).size, 1);
    const [first] = facts;
    assert.ok(first?.fact?.$case === 'started' && ended.event?.fact?.$case === 'ended');
    assert.equal(first.fact.value.initiatedBy, 'api');
    assert.equal(first.fact.value.direction, 'incoming');
    const { outcome, durationMs, ringMs, consultationMs, holdMs } = ended.event.fact.value;
    assert.equal(outcome, 'completed');
    assert.ok(ringMs > 0 && consultationMs > 0 && holdMs >= consultationMs, JSON.stringify(ended));
    assert.ok(ringMs + consultationMs <= durationMs, JSON.stringify(ended));
  });

  scenario('blind, by the caller', async (lab) => {
    using programs = new Programs();
    const [transferor, transferee, target] = await lab.phones('101', '102', '103');
    await callAndTalk(transferor, '102', transferee);
    const callId = callIdOf(transferor.callId);
    await programs.transfer.startTransfer({ callId, legId: 'caller', kind: blind, target: '103' });
    await target.waitFor('incoming');
    await transferor.waitFor('closed');
    await target.answer();
    await expectTalk(transferee, target);
  });

  scenario('completed while the target rings', async (lab) => {
    using programs = new Programs();
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const callId = callIdOf(transferee.callId);
    await programs.transfer.startTransfer({ callId, legId: 'callee', kind: attended, target: '103' });
    await target.waitFor('incoming');
    await programs.transfer.complete({ callId });
    await transferor.waitFor('closed');
    await target.answer();
    await expectTalk(transferee, target);
  });

  scenario('a conference, where no key makes one, and back', async (lab) => {
    using programs = new Programs();
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    const callId = callIdOf(transferee.callId);
    await begin({ transferee, transferor }, '*');
    await transferor.press('103#');
    await target.waitFor('incoming');
    await target.answer();
    await expectTalk(transferor, target);
    await programs.transfer.conference({ callId });
    await Promise.all([
      transferee.waitToHear(together(transferor.tone, target.tone)),
      target.waitToHear(together(transferor.tone, transferee.tone)),
    ]);
    await programs.transfer.return({ callId });
    await target.waitFor('closed');
    await expectTalk(transferor, transferee);
  });

  scenario('of a customer’s call over the trunk, which was forwarded to a mobile', async (lab) => {
    using programs = new Programs();
    const { transferee, transferor, target } = await castThatTalks(lab, mobile);
    const callId = callIdOf(transferee.callId);
    const legId = 'callee';
    await programs.transfer.startTransfer({ callId, legId, kind: attended, target: '103' });
    await target.waitFor('incoming');
    await target.answer();
    await expectTalk(transferor, target);
    await programs.transfer.return({ callId });
    await target.waitFor('closed');
    await expectTalk(transferor, transferee);
    target.forgetEvents();
    await programs.transfer.startTransfer({ callId, legId, kind: blind, target: '103' });
    await target.waitFor('incoming');
    await transferor.waitFor('closed');
    await target.answer();
    await expectTalk(transferee, target);
  });

  scenario('of a call that a program started, and then by the target of that', async (lab) => {
    using programs = new Programs();
    const [employee, customer, target, next] = await lab.phones('101', '102', '103', '104');
    const { callId } = await programs.callControl.startCall({
      requestId: randomUUID(),
      account: '101@demo.test',
      dialled: '102',
      ringTimeoutMs: 0,
    });
    await employee.waitFor('incoming');
    await employee.answer();
    await customer.waitFor('incoming');
    await customer.answer();
    await expectTalk(employee, customer);
    const legOf = async (account: string) => {
      const { calls } = await programs.callControl.listCalls({});
      const legs = calls.find((listed) => listed.callId === callId)?.legs ?? [];
      return legs.find((leg) => leg.account === account)?.legId ?? '';
    };
    const move = async (account: string, to: string) =>
      programs.transfer.startTransfer({ callId, legId: await legOf(account), kind: attended, target: to });
    await move('101@demo.test', '103');
    await target.waitFor('incoming');
    await target.answer();
    await expectTalk(employee, target);
    await programs.transfer.complete({ callId });
    await employee.waitFor('closed');
    await expectTalk(customer, target);
    await move('103@demo.test', '104');
    await next.waitFor('incoming');
    await next.answer();
    await expectTalk(target, next);
    await programs.transfer.complete({ callId });
    await target.waitFor('closed');
    await expectTalk(customer, next);
    await programs.callControl.hangUp({ callId, legId: await legOf('102@demo.test'), q850Cause: 0 });
    await Promise.all([customer.waitFor('closed'), next.waitFor('closed')]);
  });

  scenario('is refused where there is nothing to do', async (lab) => {
    using programs = new Programs();
    const [transferee, transferor] = await lab.phones('102', '101');
    await callAndTalk(transferee, '101', transferor);
    const callId = callIdOf(transferee.callId);
    assert.ok(await refusalOf(programs.transfer.complete({ callId }), 'NOT_FOUND'));
    await begin({ transferee, transferor }, '*');
    const again = { callId, legId: 'callee', kind: blind, target: '103' };
    assert.ok(await refusalOf(programs.transfer.startTransfer(again), 'FAILED_PRECONDITION'));
    assert.ok(await refusalOf(programs.transfer.conference({ callId }), 'FAILED_PRECONDITION'));
    await transferor.press('**');
    await expectTalk(transferor, transferee);
  });
});

describe('a program that watches', () => {
  scenario('sees a plain call begin and end, and one that keys are used in', async (lab) => {
    using programs = new Programs();
    using watch = await programs.watchCalls();
    const [transferee, transferor] = await lab.phones('102', '101');
    await callAndTalk(transferee, '101', transferor);
    const plain = callIdOf(transferee.callId);
    await watch.waitFor('call', ({ change }) => change?.$case === 'call' && change.value.callId === plain);
    await transferee.hangUp();
    await watch.waitFor(
      'end of the plain call',
      ({ change }) => change?.$case === 'plainCallEnded' && change.value.callId === plain,
    );

    await transferor.waitFor('closed');
    transferor.forgetEvents();
    transferee.forgetEvents();
    await callAndTalk(transferee, '101', transferor);
    const anchored = callIdOf(transferee.callId);
    await begin({ transferee, transferor }, '*');
    await transferee.hangUp();
    await transferor.hangUp();
    const of = (fact: string) =>
      watch.waitFor(
        fact,
        ({ change }) =>
          change?.$case === 'event' && change.value.callId === anchored && change.value.fact?.$case === fact,
      );
    await of('legEnded');
    await of('callEnded');
  });
});
