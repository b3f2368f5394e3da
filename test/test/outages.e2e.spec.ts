import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { KamailioJsonRpc } from '@cordboard/kamailio-jsonrpc';
import { addresses, type Stack } from '@cordboard/local';
import { connectBus, streams } from '@cordboard/messaging';
import { waitUntil } from '../src/clock.ts';
import { music } from '../src/ears/sounds.ts';
import { expectTalk } from '../src/expect.ts';
import { pressKnown } from '../src/known.ts';
import { whileDown } from '../src/outage.ts';
import { quickSweep, withQuickSweep } from '../src/quick-sweep.ts';
import { hash } from '../src/sites.ts';
import { begin, callAndTalk, castThatTalks, consult, dialTarget, startTransfer } from '../src/steps.ts';
import { scenario } from './scenario.ts';

/** What is under way when a server comes back has to wait for those that reconnect to it. */
const patientMs = 20_000;
/** Of the tenant that has the profile `hash`. */
const numberTimeoutMs = 1_500;

/** Kamailio finds an rtpengine again that was away, by its next ping. */
const kamailioKnowsRtpengine = async ({ kamailioSecret }: Stack): Promise<void> => {
  const rpc = new KamailioJsonRpc({ url: `http://${addresses.kamailioRpc}/RPC`, secret: kamailioSecret });
  let shown = '';
  const isBack = async () => {
    shown = JSON.stringify(await rpc.call('rtpengine.show', ['all']));
    return /"disabled":\s*(0|false)/.test(shown);
  };
  try {
    const missing = () => `Kamailio does not find rtpengine: ${shown}`;
    await waitUntil(isBack, { withinMs: patientMs, everyMs: 50, missing });
  } finally {
    await rpc.close();
  }
};

/** The facts of all requests so far are lost, as if NATS had died with them. */
const loseRequests = async (): Promise<void> => {
  const bus = await connectBus({ servers: addresses.nats, name: 'spec' });
  try {
    await bus.jsm.streams.purge(streams.sip.name, { filter: 'sip.*.*.*.request' });
  } finally {
    await bus.close();
  }
};

describe('Kamailio that is killed during the consultation', () => {
  scenario('and started again completes the transfer', async (lab, stack) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    await whileDown(stack, 'kamailio');
    await expectTalk(transferor, target);
    await transferor.hangUp();
    await expectTalk(transferee, target, patientMs);
    await target.hangUp();
    await transferee.waitFor('closed', { withinMs: patientMs });
  });

  scenario('completes the transfer by a hang-up that it missed', async (lab, stack) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    await whileDown(stack, 'kamailio', () => transferor.hangUp());
    await expectTalk(transferee, target, patientMs);
  });
});

describe('NATS that is killed', () => {
  scenario('during number entry and started again gets every digit once', async (lab, stack) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await startTransfer(transferor, '*', transferee);
    await whileDown(stack, 'nats', () => transferor.press('10'));
    await transferor.press('3#');
    await target.waitFor('incoming', { withinMs: patientMs });
    await target.answer();
    await expectTalk(transferor, target, patientMs);
    await transferor.hangUp();
    await expectTalk(transferee, target, patientMs);
  });

  scenario(
    'before the last digit, for longer than a number waits for one, has the whole number dialled',
    async (lab, stack) => {
      const { transferee, transferor, target } = await castThatTalks(lab, hash);
      await begin({ transferee, transferor }, hash.attended);
      await pressKnown(transferor, '10');
      await whileDown(stack, 'nats', async () => {
        await transferor.press('3');
        await delay(numberTimeoutMs);
      });
      await target.waitFor('incoming', { withinMs: patientMs });
      await target.answer();
      await expectTalk(transferor, target, patientMs);
      await transferor.hangUp();
      await expectTalk(transferee, target, patientMs);
    },
  );

  scenario('during the consultation and started again completes the transfer', async (lab, stack) => {
    const [transferee, transferor, target] = await lab.phones('102', '101', '103');
    await callAndTalk(transferee, '101', transferor);
    await consult(transferor, transferee, '103', target);
    await whileDown(stack, 'nats', () => transferor.hangUp());
    await expectTalk(transferee, target, patientMs);
  });

  scenario('is not missed by plain calls, and one that goes on can be transferred', async (lab, stack) => {
    const [caller, callee, target] = await lab.phones('101', '102', '103');
    await whileDown(stack, 'nats', async () => {
      await callAndTalk(callee, '101', caller);
      await callee.hangUp();
      await caller.waitFor('closed');
      await callAndTalk(caller, '102', callee);
    });
    await caller.press('*');
    await callee.waitToHear(music, { withinMs: patientMs });
    await dialTarget(caller, '103', target);
    await target.answer();
    await expectTalk(caller, target);
    await caller.hangUp();
    await expectTalk(callee, target);
  });
});

describe('the sweep', () => {
  scenario('ends a held call whose sound was lost with rtpengine', (lab, stack) =>
    withQuickSweep(stack, async () => {
      const [transferee, transferor] = await lab.phones('102', '101');
      await callAndTalk(transferee, '101', transferor);
      await startTransfer(transferor, '*', transferee);
      await whileDown(stack, 'rtpengine');
      await kamailioKnowsRtpengine(stack); // or the next call here would have no sound of ours
      await Promise.all([
        transferee.waitFor('closed', { withinMs: patientMs }),
        transferor.waitFor('closed', { withinMs: patientMs }),
      ]);
    }),
  );

  scenario('hangs up on whom a phone has left without a word', (lab, stack) =>
    withQuickSweep(stack, async () => {
      // Nobody else's account: the registration of a phone without power stays until it expires, and rings for nobody.
      const [transferee, transferor, target] = await lab.phones('102', '101', '106');
      await callAndTalk(transferee, '101', transferor);
      await consult(transferor, transferee, '106', target);
      await transferor.hangUp();
      await expectTalk(transferee, target);
      target.kill();
      await transferee.waitFor('closed', { withinMs: patientMs });
    }),
  );

  scenario('hears of a hang-up that nobody told call-control of', (lab, stack) =>
    withQuickSweep(stack, async () => {
      const [transferee, transferor, target] = await lab.phones('102', '101', '103');
      await callAndTalk(transferee, '101', transferor);
      await consult(transferor, transferee, '103', target);
      await stack.kill('call-control');
      await transferor.hangUp();
      await transferor.waitFor('closed');
      await loseRequests();
      await stack.start('call-control', quickSweep);
      await expectTalk(transferee, target, patientMs);
    }),
  );

  scenario('leaves alone whom the network holds', (lab, stack) =>
    withQuickSweep(stack, async () => {
      const [transferee, transferor, target] = await lab.phones('102', '101', '103');
      await callAndTalk(transferee, '101', transferor);
      await consult(transferor, transferee, '103', target);
      await transferee.waitToHear(music, { forMs: 8_000, withinMs: 10_000 });
      await expectTalk(transferor, target);
    }),
  );
});
