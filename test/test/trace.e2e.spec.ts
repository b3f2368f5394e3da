import assert from 'node:assert/strict';
import type { ComponentName, Stack } from '@cordboard/local';
import { expectTalk } from '../src/expect.ts';
import { callAndTalk, transferTo } from '../src/steps.ts';
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

        const traceIds = [...new Set(collector.spans.filter(isOfTransfer).map(({ traceId }) => traceId))];
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

/** Everything that has to do with these calls; commands and facts of Kamailio have a call, and so a transfer. */
const isOfTransfer = ({ name }: Span): boolean =>
  /^(sip\.n1\..*\.(request|response)|Send.*|.*\/(Anchor|Originate|Bridge|HangUp|Arrange))$/.test(name);
