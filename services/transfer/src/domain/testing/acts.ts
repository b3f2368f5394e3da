import fc from 'fast-check';
import type { FailurePolicy, FeatureProfile } from '../account.ts';
import { Exchange, type Setting } from './exchange.ts';
import { account, hash, telecube, withPolicy } from './samples.ts';

/** One thing that somebody does, and when the news of it arrives. */
export interface Act {
  what: keyof typeof acts;
  who: number;
  key: string;
  byInfo: boolean;
  news: 'now' | 'later' | 'doubled';
}

const pick = (from: readonly string[], index: number): string => from[index % from.length] ?? '';
const anyone = ({ who }: Act, exchange: Exchange) => pick(exchange.legs.named('answered'), who);
const called = ({ who }: Act, exchange: Exchange) => pick(exchange.legs.named('ringing', 'cancelled'), who);

const acts = {
  press: (act: Act, exchange: Exchange) => exchange.press(anyone(act, exchange), act.key, act.byInfo),
  hangUp: (act: Act, exchange: Exchange) => exchange.hangUp(anyone(act, exchange)),
  ring: (act: Act, exchange: Exchange) => exchange.rings(called(act, exchange)),
  sendEarlyMedia: (act: Act, exchange: Exchange) => exchange.sendsEarlyMedia(called(act, exchange)),
  answer: (act: Act, exchange: Exchange) => exchange.answers(called(act, exchange)),
  fail: (act: Act, exchange: Exchange) => exchange.fails(called(act, exchange)),
  replace: (act: Act, exchange: Exchange) => exchange.replace(anyone(act, exchange)),
  mergeAway: (_: Act, exchange: Exchange) => exchange.mergeAway(),
  refer: (act: Act, exchange: Exchange) => exchange.refer(anyone(act, exchange), { attended: false }),
  referToCall: (act: Act, exchange: Exchange) => exchange.refer(anyone(act, exchange), { attended: true }),
  requestAttended: (act: Act, exchange: Exchange) => exchange.requestStart(anyone(act, exchange), 'attended'),
  requestBlind: (act: Act, exchange: Exchange) => exchange.requestStart(anyone(act, exchange), 'blind'),
  complete: (_: Act, exchange: Exchange) => exchange.request('CompleteRequested'),
  return: (_: Act, exchange: Exchange) => exchange.request('ReturnRequested'),
  confer: (_: Act, exchange: Exchange) => exchange.request('ConferenceRequested'),
  wait: (_: Act, exchange: Exchange) => exchange.fireTimer(),
  waitTooLate: (_: Act, exchange: Exchange) => exchange.fireReplacedTimer(),
  knowNumber: (_: Act, { services }: Exchange) => {
    services.numbers = 'known';
  },
  refuseNumber: (_: Act, { services }: Exchange) => {
    services.numbers = 'unknown';
  },
  failToResolve: (_: Act, { services }: Exchange) => {
    services.numbers = 'unanswered';
  },
  failToPlay: (_: Act, { services }: Exchange) => {
    services.nextMessageFails = true;
  },
  failToDial: (_: Act, { services }: Exchange) => {
    services.nextDialFails = true;
  },
  endConsultations: (_: Act, { services }: Exchange) => {
    services.consultationsOver = true;
  },
};

const all = Object.keys(acts) as Act['what'][];

const oneAct: fc.Arbitrary<Act> = fc.record({
  what: fc.oneof(
    { weight: 12, arbitrary: fc.constant('press' as const) },
    {
      weight: 5,
      arbitrary: fc.constantFrom('answer' as const, 'fail' as const, 'hangUp' as const, 'wait' as const),
    },
    { weight: 6, arbitrary: fc.constantFrom(...all) },
  ),
  who: fc.nat(3),
  key: fc.constantFrom('*', '*', '#', '#', '1', '1', '2', 'A'),
  byInfo: fc.boolean(),
  news: fc.constantFrom('now', 'now', 'now', 'later', 'doubled'),
});

const message = fc.constantFrom(null, { recording: 'ours' }, { text: 'Nikt nie odbiera' });
const policy: fc.Arbitrary<FailurePolicy | null> = fc.oneof(
  fc.constant(null),
  fc.record({
    action: fc.constant('return' as const),
    toTransferor: message,
    toTransferee: message,
    ringTimeoutMs: fc.constant(5_000),
    ifUnanswered: fc.constantFrom('apologise' as const, 'route-again' as const, 'voicemail' as const),
  }),
  fc.record({ action: fc.constant('apologise' as const), message }),
  fc.record({ action: fc.constant('voicemail' as const), mailbox: fc.constant(''), greeting: message }),
);

const code = fc.constantFrom('', '*', '#', '**', '##', '*#', '1*');
/** Any profile, contradictions included. */
const anyProfile: fc.Arbitrary<FeatureProfile> = fc
  .record({ startAttended: code, startBlind: code, return: code, conference: code, terminator: code })
  .map((codes) => ({ ...telecube, ...codes }));

const setting: fc.Arbitrary<Setting> = fc.record({
  account: fc
    .record({ profile: fc.oneof(fc.constantFrom(telecube, hash), anyProfile), any: policy })
    .map(({ profile, any }) => withPolicy(any, { ...account, profile })),
  byApi: fc.boolean(),
  dialled: fc.constantFrom('', '101', '+48221000101'),
});

/** A whole call. */
export interface Script {
  setting: Setting;
  acts: readonly Act[];
}

export const scripts: fc.Arbitrary<Script> = fc.record({
  setting,
  acts: fc.array(oneAct, { maxLength: 40, size: 'max' }),
});

/** Do it, and let the news of it arrive when it does. */
export const perform = (act: Act, exchange: Exchange): void => {
  acts[act.what](act, exchange);
  if (act.news === 'later') return;
  exchange.deliverFact({ doubled: act.news === 'doubled' });
  exchange.deliverResult();
  exchange.deliverResult();
};

/** Play a script; `watch` sees what each act has led to. */
export const play = (script: Script, watch: (exchange: Exchange) => void): Exchange => {
  const exchange = new Exchange(script.setting);
  for (const act of script.acts) {
    perform(act, exchange);
    watch(exchange);
  }
  exchange.settle();
  return exchange;
};
