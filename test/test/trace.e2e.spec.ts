// As long as 4 usual scenes.
import assert from 'node:assert/strict';
import { transfer } from '@cordboard/contracts';
import type { ComponentName, Stack } from '@cordboard/local';
import { now } from '../src/clock.ts';
import { expectTalk } from '../src/expect.ts';
import { callIdOf, Programs } from '../src/programs.ts';
import type { ScriptedCall } from '../src/scripted/call.ts';
import { callAndTalk, dialTarget, leave, startTransfer, transferTo } from '../src/steps.ts';
import { type Span, TraceCollector } from '../src/trace-collector.ts';
import { scenario } from './scenario.ts';

const services: readonly ComponentName[] = ['media-control', 'call-control', 'transfer'];

/** Let the services report their spans for a while. */
const traced = async (stack: Stack, act: (collector: TraceCollector) => Promise<void>): Promise<void> => {
  const restart = async (env: NodeJS.ProcessEnv) => {
    for (const service of services) {
      await stack.kill(service, 'SIGTERM'); // which hands its partitions over
      await stack.start(service, env);
    }
  };
  await using collector = await TraceCollector.start();
  await restart(collector.env);
  try {
    await act(collector);
  } finally {
    await restart({});
  }
};

const endsWith = (ending: string) => (span: Span) => span.name.endsWith(ending);

describe('the trace of a transfer', () => {
  scenario(
    'is one, from the first digit to the last BYE, and another one for the next',
    async (lab, stack) => {
      await traced(stack, async (collector) => {
        const [transferee, transferor, target, next] = await lab.phones('102', '101', '103', '104');
        await callAndTalk(transferee, '101', transferor);
        const callId = callIdOf(transferee.callId);
        await transferTo(transferor, transferee, '103', target);
        const first = await collector.waitFor('the first digit', endsWith('.dtmf'));
        // The BYE of the transferor is the last one of this transfer.
        await collector.waitFor(
          'his BYE',
          (span) => span.traceId === first.traceId && endsWith('.request')(span),
        );

        await transferTo(target, transferee, '104', next);
        await expectTalk(transferee, next);
        await transferee.hangUp();
        await next.waitFor('closed');
        await collector.waitFor(
          'the BYE to the last party',
          ({ name, traceId }) => name === 'SendBye' && traceId !== first.traceId,
        );

        const traceIds = tracesOf(collector.spans, [callId]);
        assert.equal(traceIds.length, 2, collector.describe());
        for (const traceId of traceIds) {
          const spans = collector.spans.filter((span) => span.traceId === traceId);
          for (const [service, name] of links) {
            assert.ok(
              spans.some((span) => span.service === `cordboard-${service}` && name.test(span.name)),
              `no ${service} ${name} in trace ${traceId}:\n${collector.describe()}`,
            );
          }
        }
      });
    },
  );

  scenario('is one, whoever starts it and however it ends', async (lab, stack) => {
    using programs = new Programs();
    await traced(stack, async (collector) => {
      const transferor = await lab.scripted('101');
      const [transferee, target] = await lab.phones('102', '103');
      const begun: { what: string; at: number; callId: string }[] = [];
      /** A call that is transferred, until all have hung up. */
      const transferred = async (what: string, move: (call: ScriptedCall) => Promise<void>) => {
        const at = now();
        await callAndTalk(transferee, '101', transferor);
        begun.push({ what, at, callId: callIdOf(transferee.callId) });
        await move(transferor.call());
        await transferee.hangUp();
        await Promise.all([transferee, transferor, target].map((phone) => phone.waitFor('closed')));
        for (const phone of [transferee, transferor, target]) phone.forgetEvents();
      };

      await transferred('blind, by keys', async () => {
        await startTransfer(transferor, '##', transferee);
        await dialTarget(transferor, '103', target);
        await target.answer();
        await expectTalk(transferee, target);
      });
      await transferred('by REFER', async (call) => {
        assert.equal((await call.refer('<sip:103@demo.test>')).status, 202);
        await target.waitFor('incoming');
        await target.answer();
        await expectTalk(transferee, target);
      });
      await transferred('by a program', async () => {
        const callId = callIdOf(transferee.callId);
        const kind = transfer.TransferKind.TRANSFER_KIND_ATTENDED;
        await programs.transfer.startTransfer({ callId, legId: 'callee', kind, target: '103' });
        await target.waitFor('incoming');
        await target.answer();
        await expectTalk(transferor, target);
        await programs.transfer.complete({ callId });
        await expectTalk(transferee, target);
      });
      await transferred('failed, with a recall', async () => {
        await startTransfer(transferor, '*', transferee);
        await dialTarget(transferor, '103', target);
        await leave(transferor);
        await target.reject();
        await transferor.waitFor('incoming');
        await transferor.answer();
        await expectTalk(transferor, transferee);
      });

      const end = now();
      await collector.waitFor(
        'the end',
        ({ name, startedAt }) => name === 'SendBye' && startedAt > end - 500,
      );
      const callIds = begun.map(({ callId }) => callId);
      for (const [index, { what, at }] of begun.entries()) {
        const next = begun[index + 1]?.at ?? end;
        const spans = collector.spans.filter(({ startedAt }) => startedAt >= at && startedAt < next);
        const traceIds = tracesOf(spans, callIds);
        assert.equal(traceIds.length, 1, `${what}: ${traceIds.length} traces\n${collector.describe()}`);
      }
    });
  });
});

/** Kamailio's facts, NATS, gRPC and Kamailio's RPC: what each of the two traces must have in it. */
const links: readonly (readonly [string, RegExp])[] = [
  ['call-control', /^sip\.n1\..*\.dtmf$/],
  ['transfer', /^call\..*\.digit-pressed$/],
  ['media-control', /MediaControlService\/Arrange$/],
  ['call-control', /CallControlService\/Anchor$/],
  ['call-control', /^SendInvite$/],
  ['call-control', /^sip\.n1\..*\.response$/],
  ['transfer', /^call\..*\.leg-answered$/],
  ['call-control', /^sip\.n1\..*\.request$/],
];

/**
 * The traces of the transfers of these calls. A service that has been started may have to finish something of an earlier
 * one; such a trace names that.
 */
const tracesOf = (spans: readonly Span[], callIds: readonly string[]): string[] => {
  const namesAnother = ({ name }: Span): boolean => {
    const callId = /\b[\da-f]{16}\b/.exec(name)?.[0];
    return callId !== undefined && !callIds.includes(callId);
  };
  const others = new Set(spans.filter(namesAnother).map(({ traceId }) => traceId));
  const traceIds = spans.filter(isOfTransfer).map(({ traceId }) => traceId);
  return [...new Set(traceIds)].filter((traceId) => !others.has(traceId));
};

/** Commands and facts of Kamailio have a call, and so a transfer. */
const isOfTransfer = ({ name }: Span): boolean =>
  /^(sip\.n1\..*\.(request|response)|Send.*|.*\/(Anchor|Originate|Bridge|HangUp|Arrange))$/.test(name);
