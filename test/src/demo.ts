import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { styleText } from 'node:util';
import { directory } from '@cordboard/contracts';
import { addresses, type Stack } from '@cordboard/local';
import { grpcClient, isRpcError } from '@cordboard/service';
import type { Actor } from './demo/actor.ts';
import { Act } from './demo/acts.ts';
import { Checks } from './demo/checks.ts';
import { Stage } from './demo/stage.ts';
import { expectNoRenegotiation } from './expect.ts';
import { demo, Lab } from './lab.ts';
import { Leftovers } from './leftovers.ts';

/** What the demonstration may do. */
export interface DemoOptions {
  /** Put a simulated carrier on 10.99.0.2:5060; without it the customer is a phone inside. Default true. */
  carrier?: boolean;
}

/** Whose phones the demonstration plays with. */
const cast = ['101', '102', '103', '104'].map((user) => `${user}@${demo.domain}`);
const customerNumber = '+48600100200';
const audioDir = fileURLToPath(new URL('../../../audio', import.meta.url));

/**
 * The demonstration: a customer calls Anna, who transfers him to Celina after a consultation; Celina transfers him
 * on to Dawid without one. Three phones at a time, each with a tone of its own; the table says what each one hears.
 *
 * The carrier stays when it ends, with a mobile that answers every call, for whoever uses the stack next.
 */
export const runDemo = async (
  stack: Stack,
  out: NodeJS.WritableStream,
  { carrier = true }: DemoOptions = {},
): Promise<{ passed: boolean }> => {
  const dir = await mkdtemp(path.join(tmpdir(), 'demonstration-'));
  const [lab, leftovers] = await Promise.all([Lab.open({ audioDir, dir }), Leftovers.open(stack)]);
  const checks = new Checks();
  try {
    const missing = await missingAccount();
    if (missing === undefined) await perform(lab, leftovers, checks, out, carrier);
    else
      out.write(
        `\n  There is no demonstration: its phones need the account ${missing}, which no tenant has.\n`,
      );
    if (carrier) await lab.mobile(customerNumber, { autoAnswer: true });
    return { passed: missing === undefined && checks.passed };
  } finally {
    await leftovers.close();
    await lab.leave();
  }
};

/** The first account that the demonstration needs and that no tenant has. */
const missingAccount = async (): Promise<string | undefined> => {
  const client = grpcClient(directory.DirectoryServiceClient, addresses.directory);
  try {
    for (const account of cast) {
      const found = await client.getAccount({ account }).catch((error: unknown) => {
        if (isRpcError(error, 'NOT_FOUND')) return undefined;
        throw error;
      });
      if (found === undefined) return account;
    }
    return undefined;
  } finally {
    client.close();
  }
};

const perform = async (
  lab: Lab,
  leftovers: Leftovers,
  checks: Checks,
  out: NodeJS.WritableStream,
  carrier: boolean,
): Promise<void> => {
  await checks.check('the story was played to its end', () => play(lab, out, checks, carrier));
  await checks.check('nobody was re-INVITEd', () => expectNoRenegotiation(lab.sip, lab.since));
  await lab.clear();
  await checks.check('nothing is left: no dialog, no media, no call, no transfer', () =>
    leftovers.expectNone(),
  );
  checks.print(out);
};

const play = async (
  lab: Lab,
  out: NodeJS.WritableStream,
  checks: Checks,
  carrier: boolean,
): Promise<void> => {
  const phone = carrier ? await lab.mobile(customerNumber) : await lab.phone('102');
  const [first, second, third] = await lab.phones('101', '103', '104');
  const customer: Actor = { name: 'Customer', phone };
  const anna: Actor = { name: 'Anna', phone: first };
  const celina: Actor = { name: 'Celina', phone: second };
  const dawid: Actor = { name: 'Dawid', phone: third };
  const inAct = async (title: string, actors: readonly Actor[], act: (stage: Stage) => Promise<void>) => {
    out.write(`\n  ${styleText('bold', title)}\n\n`);
    const stage = new Stage(out, actors);
    try {
      await act(stage);
    } finally {
      stage.close();
    }
  };

  const who = carrier
    ? `a customer at ${customerNumber}, over the carrier`
    : 'Bartosz (102), for no carrier is wanted';
  out.write(`\n  Calling: ${who}. Called: Anna, 101. Colleagues: Celina, 103, and Dawid, 104.\n`);
  await inAct('Attended transfer: *, number, talk, hang up', [customer, anna, celina], async (stage) => {
    const act = new Act({ transferee: customer, transferor: anna, target: celina }, stage, checks);
    await act.call(carrier ? '+48221000101' : '101');
    await act.attended('103');
  });
  await inAct('Blind transfer: ##, number', [customer, celina, dawid], async (stage) => {
    const act = new Act({ transferee: customer, transferor: celina, target: dawid }, stage, checks);
    await act.blind('104');
    await phone.hangUp();
    await third.waitFor('closed');
  });
};
