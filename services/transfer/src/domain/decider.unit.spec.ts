import assert from 'node:assert/strict';
import { decide } from './decider.ts';
import { inputs, inWords, type SampleInput, type SampleState, samples } from './testing/samples.ts';

type Row = Partial<Record<SampleInput, string>>;

const start =
  'TransferStarted: transferee hears hold-music, transferor hears transfer pl, anchor and release transferor, timer deadline 11000';
const startByTransferee =
  'TransferStarted: transferor hears hold-music, transferee hears transfer pl, anchor and release transferee, timer deadline 11000';
const together = 'transferor hears transferee, transferee hears transferor, bridge transferor transferee';
const askAgain = 'NumberAskedAgain: transferor hears try-again pl, timer deadline 11000';
const resolve = 'resolve 10, timer deadline 11000';
const early = ': timer deadline 9000';
const busyTone = 'transferor hears busy';
const explain = (why: string) =>
  `TransferFailed, FailureExplained: transferor hears ${why} pl, timer deadline 16000`;
const apologise = 'transferee hears apology pl, timer deadline 16000';

const whileCollecting: Row = {
  'transferor presses *': 'KeysHeld',
  'transferor pressed * long ago': 'KeysHeld',
  'transferee hangs up': `TransferFailed, TransferorLeftAlone: ${busyTone}, timer deadline 16000`,
  'anchoring fails': `TransferFailed, TransferReturned: ${together}`,
  'call ends': 'TransferFailed, CallForgotten',
};

/** State × input: the events, then what is ordered. Nothing follows from an input that a state does not name. */
const table: Record<SampleState, Row> = {
  Idle: {
    'transferor presses *': start,
    'transferor presses #': 'CodeBegun',
    'transferee presses *': startByTransferee,
    'bridging fails': ': hang up transferee, hang up target',
  },
  'Idle, target cancelled': {
    'transferor presses *': start,
    'transferor presses #': 'CodeBegun',
    'transferee presses *': startByTransferee,
    'bridging fails': ': hang up transferee, hang up target',
    'target answers': ': hang up target',
    'target is busy': 'CancelledTargetGone',
    'target hangs up': 'CancelledTargetGone',
    'call ends': 'CallForgotten',
  },
  'CollectingNumber, no digit': {
    ...whileCollecting,
    'transferor presses 5': 'DigitCollected: transferor hears nothing, timer deadline 4000',
    'transferor presses #': askAgain,
    'early timer': early,
    'deadline passes': askAgain,
    'transferor hangs up': 'TransferFailed, TransferEnded: hang up transferee',
  },
  'CollectingNumber, digits': {
    ...whileCollecting,
    'transferor presses 5': 'DigitCollected: timer deadline 4000',
    'transferor presses #': `NumberEntered: ${resolve}`,
    'early timer': early,
    'deadline passes': `NumberEntered: ${resolve}`,
    'transferor hangs up': `NumberEntered, TransferorLeft: ${resolve}`,
  },
  ResolvingNumber: {
    'transferor presses *': 'KeysHeld',
    'transferor pressed * long ago': 'KeysHeld',
    'number is resolved': 'TargetDialled: dial sip:103@demo.test, timer deadline 32500',
    'number is refused': askAgain,
    'resolving fails': explain('transfer-failed'),
    'early timer': early,
    'deadline passes': explain('transfer-failed'),
    'transferor hangs up': 'TransferorLeft',
    'transferee hangs up': `TransferFailed, TransferorLeftAlone: ${busyTone}, timer deadline 16000`,
    'call ends': 'TransferFailed, CallForgotten',
  },
  'ResolvingNumber, transferor gone': {
    'transferor presses *': 'KeysHeld',
    'transferor pressed * long ago': 'KeysHeld',
    'number is resolved': 'TargetDialled: dial sip:103@demo.test, timer deadline 32500',
    'number is refused': `TransferFailed, ApologyGiven: ${apologise}`,
    'resolving fails': `TransferFailed, ApologyGiven: ${apologise}`,
    'early timer': early,
    'deadline passes': `TransferFailed, ApologyGiven: ${apologise}`,
    'transferor hangs up': 'TransferorLeft',
    'transferee hangs up': 'TransferFailed, TransferEnded',
    'call ends': 'TransferFailed, CallForgotten',
  },
  TargetRinging: {
    'transferor presses *': 'KeysHeld',
    'transferor pressed * long ago': 'KeysHeld',
    'target rings': 'TargetHeard: transferor hears ringback',
    'target sends early media': 'TargetHeard: transferor hears target, target hears nothing',
    'target answers': 'TargetAnswered: transferor hears target, target hears transferor',
    'target is busy': explain('target-busy'),
    'target hangs up': explain('transfer-failed'),
    'dialling fails': explain('transfer-failed'),
    'early timer': early,
    'deadline passes':
      'TargetCancelled, TransferFailed, FailureExplained: hang up target, transferor hears target-no-answer pl, timer deadline 16000',
    'transferor hangs up': 'TransferorLeft',
    'transferee hangs up': `TransferFailed, TransferorLeftAlone, TargetCancelled: ${busyTone}, timer deadline 16000, hang up target`,
    'call ends': 'TransferFailed, TargetCancelled, CallForgotten: hang up target',
  },
  TargetRingingUnattended: {
    'target answers':
      'TargetAnswered, TransferCompleted: transferee hears target, target hears transferee, bridge transferee target',
    'target is busy': `TransferFailed, ApologyGiven: ${apologise}`,
    'target hangs up': `TransferFailed, ApologyGiven: ${apologise}`,
    'dialling fails': `TransferFailed, ApologyGiven: ${apologise}`,
    'early timer': early,
    'deadline passes': `TransferFailed, TargetCancelled, ApologyGiven: hang up target, ${apologise}`,
    'transferee hangs up': 'TransferFailed, TransferEnded, TargetCancelled: hang up target',
    'call ends': 'TransferFailed, TargetCancelled, CallForgotten: hang up target',
  },
  Consulting: {
    'transferor presses *': 'KeysHeld',
    'transferor pressed * long ago': 'KeysHeld',
    'transferor hangs up':
      'TransferCompleted: transferee hears target, target hears transferee, bridge transferee target',
    'transferee hangs up': 'TransferFailed, TransferEnded: bridge transferor target',
    'target hangs up': `TransferReturned: ${together}`,
    'target is busy': `TransferReturned: ${together}`,
    'call ends': 'TransferFailed, CallForgotten: hang up target',
  },
  ExplainingFailure: {
    'transferor presses *': 'KeysHeld',
    'transferor pressed * long ago': 'KeysHeld',
    'message has started': 'AudioTimed: timer deadline 3200',
    'early timer': early,
    'deadline passes': `TransferReturned: ${together}`,
    'transferor hangs up': `ApologyGiven: ${apologise}`,
    'transferee hangs up': `TransferorLeftAlone: ${busyTone}, timer deadline 16000`,
    'call ends': 'CallForgotten',
  },
  Apologising: {
    'apology has started': 'AudioTimed: timer deadline 3200',
    'early timer': early,
    'deadline passes': 'TransferEnded: hang up transferee',
    'transferee hangs up': 'TransferEnded',
    'call ends': 'CallForgotten',
  },
  'TransferorAlone, target cancelled': {
    'target answers': ': hang up target',
    'target is busy': 'CancelledTargetGone',
    'target hangs up': 'CancelledTargetGone',
    'early timer': early,
    'deadline passes': 'TransferEnded: hang up transferor',
    'transferor hangs up': 'TransferEnded',
    'call ends': 'CallForgotten',
  },
  TransferorAlone: {
    'early timer': early,
    'deadline passes': 'TransferEnded: hang up transferor',
    'transferor hangs up': 'TransferEnded',
    'call ends': 'CallForgotten',
  },
};

const names = <T extends object>(of: T) => Object.keys(of) as (keyof T)[];

describe('the decider, state × input', () => {
  for (const state of names(samples)) {
    describe(state, () => {
      for (const input of names(inputs)) {
        const expected = table[state][input] ?? '';
        it(`${input}: ${expected || 'nothing'}`, () => {
          assert.equal(inWords(decide(inputs[input], samples[state])), expected);
        });
      }
    });
  }
});
