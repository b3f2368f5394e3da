import type { SampleInput, SampleState } from './samples.ts';

type Row = Partial<Record<SampleInput, string>>;

const together =
  'transferor hears transferee, transferee hears transferor then bridge transferor transferee, show transferor and transferee each other';
const joined =
  'transferee hears target, target hears transferee then bridge transferee target, show transferee and target each other';
const apology = 'ApologyGiven: transferee hears apology pl, timer deadline 16000';
const recall = 'dial sip:101@demo.test as sip:+48600100200@demo.test, timer deadline 21000';
const askAgain = 'NumberAskedAgain: transferor hears try-again pl, timer deadline 11000';
const busyTone = 'transferor hears busy, timer deadline 16000';
const dialled = 'dial sip:103@demo.test as sip:101@demo.test, timer deadline 30500';
const park = 'transferee hears hold-music, transferor hears nothing, anchor and release transferor';

/** What a REFER is told while a transfer is in progress, and what a timer does that comes before the deadline. */
const inTransfer: Row = {
  "transferor's phone refers": ': report 491',
  "transferor's phone refers to a call": ': report 491',
  'REFER comes again': ': report 491',
  'customer refers': ': report 403',
  'early timer': ': timer deadline 9000',
};
/** While a message to the transferee precedes his music. */
const messageToTransferee: Row = {
  'late timer': 'MusicResumed: transferee hears hold-music',
  'message to the transferee has started': 'MessageToTransfereeTimed: timer music 3200',
  'message to the transferee cannot be played': 'MusicResumed: transferee hears hold-music',
};
const withKeys: Row = { 'transferor presses *': 'KeysHeld', 'transferor pressed * long ago': 'KeysHeld' };

const idle: Row = {
  'transferor presses *':
    'TransferStarted: transferee hears hold-music, transferor hears transfer pl, anchor and release transferor, timer deadline 11000',
  'transferor presses #': 'CodeBegun',
  'transferee presses *':
    'TransferStarted: transferor hears hold-music, transferee hears transfer pl, anchor and release transferee, timer deadline 11000',
  "transferor's phone refers": `TransferStarted, NumberEntered: ${park}, resolve sip:103@demo.test, timer deadline 11000`,
  "transferor's phone refers to a call": `TransferStarted, MergeBegun: ${park}, merge other, timer deadline 11000`,
  'REFER comes again': `TransferStarted, NumberEntered: ${park}, resolve sip:103@demo.test, timer deadline 11000`,
  'customer refers': ': report 403',
  'program starts a transfer': `TransferStarted, NumberEntered: ${park}, resolve 103, timer deadline 11000`,
  'bridging fails': 'LegGivenUp, LegGivenUp: hang up transferee, hang up target',
};

const resolvingNumber: Row = {
  ...inTransfer,
  ...withKeys,
  'transferor hangs up': 'TransferorLeft',
  'transferee hangs up': `TransferFailed transferee-left, TransferorLeftAlone: ${busyTone}`,
  "another phone takes the transferor's place":
    'LegReplaced: stranger hears nothing, anchor and release stranger',
  "another phone takes the transferee's place":
    'LegReplaced: stranger hears hold-music, anchor and release stranger',
  'program completes': 'TransferorLeft, LegGivenUp: hang up transferor',
  'program returns': `TransferReturned, TransferEnded returned: ${together}`,
  'call ends': 'TransferFailed transferor-left, TransferEnded abandoned transferor-left, CallForgotten',
  'call goes into another': 'TransferEnded abandoned, CallForgotten',
  'deadline passes':
    'TransferFailed error, FailureExplained: transferor hears transfer-failed pl, timer deadline 16000',
  'number is resolved': `TargetDialled: ${dialled}`,
  'number is refused': askAgain,
  'anchoring fails': `TransferFailed error, TransferReturned, TransferEnded error error: ${together}`,
  'resolving fails':
    'TransferFailed error, FailureExplained: transferor hears transfer-failed pl, timer deadline 16000',
};

const explainingFailure: Row = {
  ...inTransfer,
  ...withKeys,
  'transferor hangs up': apology,
  'transferee hangs up': `TransferorLeftAlone: ${busyTone}`,
  "another phone takes the transferor's place":
    'LegReplaced: stranger hears nothing, anchor and release stranger',
  "another phone takes the transferee's place":
    'LegReplaced: stranger hears hold-music, anchor and release stranger',
  'program returns': `TransferReturned, TransferEnded returned busy: ${together}`,
  'call ends': 'TransferEnded abandoned busy, CallForgotten',
  'call goes into another': 'TransferEnded abandoned busy, CallForgotten',
  'deadline passes': `TransferReturned, TransferEnded returned busy: ${together}`,
  'message to the transferor has started': 'AudioTimed: timer deadline 3200',
};

const recalling: Row = {
  ...inTransfer,
  'transferee hangs up':
    'TransferFailed transferee-left, TransferEnded abandoned transferee-left, LegGivenUp: hang up transferor again',
  'recalled phone answers': 'RecallAnswered: transferor again hears target-busy pl, timer deadline 16000',
  'recalled phone is busy': apology,
  "another phone takes the transferor's place": 'LegReplaced: anchor and release stranger',
  "another phone takes the transferee's place":
    'LegReplaced: stranger hears hold-music, anchor and release stranger',
  'call ends':
    'TransferFailed transferee-left, TransferEnded abandoned transferee-left, LegGivenUp, CallForgotten: hang up transferor again',
  'call goes into another':
    'TransferEnded abandoned busy, LegGivenUp, CallForgotten: hang up transferor again',
  'deadline passes':
    'LegGivenUp, ApologyGiven: hang up transferor again, transferee hears apology pl, timer deadline 16000',
};

const resolvingRoute: Row = {
  ...inTransfer,
  'transferee hangs up': 'TransferFailed transferee-left, TransferEnded abandoned transferee-left',
  "another phone takes the transferor's place": 'LegReplaced: anchor and release stranger',
  "another phone takes the transferee's place":
    'LegReplaced: stranger hears hold-music, anchor and release stranger',
  'call ends': 'TransferFailed transferee-left, TransferEnded abandoned transferee-left, CallForgotten',
  'call goes into another': 'TransferEnded abandoned busy, CallForgotten',
  'deadline passes': apology,
  'number dialled first is resolved':
    'ReroutingStarted: dial sip:101@demo.test as sip:+48600100200@demo.test, timer deadline 30500',
  'number dialled first is refused': apology,
};

const rerouting: Row = {
  ...inTransfer,
  'target answers': `TargetAnswered, TransferEnded rerouted busy: ${joined}`,
  'target is busy': apology,
  'target hangs up': apology,
  'transferee hangs up':
    'TransferFailed transferee-left, TransferEnded abandoned transferee-left, LegGivenUp: hang up target',
  "another phone takes the transferor's place": 'LegReplaced: anchor and release stranger',
  "another phone takes the transferee's place":
    'LegReplaced: stranger hears hold-music, anchor and release stranger',
  'call ends':
    'TransferFailed transferee-left, TransferEnded abandoned transferee-left, LegGivenUp, CallForgotten: hang up target',
  'call goes into another': 'TransferEnded abandoned busy, LegGivenUp, CallForgotten: hang up target',
  'deadline passes':
    'LegGivenUp, ApologyGiven: hang up target, transferee hears apology pl, timer deadline 16000',
  'dialling fails': `${apology}, hang up target`,
};

const transferorAlone: Row = {
  ...inTransfer,
  'transferor hangs up': 'TransferEnded abandoned',
  "another phone takes the transferor's place":
    'LegReplaced: stranger hears busy, anchor and release stranger',
  "another phone takes the transferee's place": 'LegReplaced: anchor and release stranger',
  'call ends': 'TransferEnded abandoned, CallForgotten',
  'call goes into another': 'TransferEnded abandoned, CallForgotten',
  'deadline passes': 'TransferEnded abandoned, LegGivenUp: hang up transferor',
};

/** State × input: the events, then what is ordered. Nothing follows from an input that a state does not name. */
export const table: Record<SampleState, Row> = {
  Idle: idle,
  'Idle, just returned': { ...idle, 'transferor presses *': 'CodeBegun: timer code-callee 2000' },
  'Idle, returned long ago': idle,
  'Idle, target given up': {
    ...idle,
    'target answers': ': hang up target',
    'target is busy': 'GivenUpLegGone',
    'target hangs up': 'GivenUpLegGone',
    "another phone takes the target's place": 'GivenUpLegGone, LegGivenUp: hang up stranger',
    'call ends': 'CallForgotten',
    'call goes into another': 'CallForgotten',
  },
  'CollectingNumber, no digit': {
    ...inTransfer,
    ...withKeys,
    'transferor presses 5': 'DigitCollected: transferor hears nothing, timer deadline 4000',
    'transferor presses 5 by INFO': 'DigitCollected: transferor hears nothing, timer deadline 4000',
    'transferor presses #': askAgain,
    'transferor hangs up':
      'TransferFailed transferor-left, TransferEnded abandoned transferor-left, LegGivenUp: hang up transferee',
    'transferee hangs up': `TransferFailed transferee-left, TransferorLeftAlone: ${busyTone}`,
    "another phone takes the transferor's place":
      'LegReplaced: stranger hears nothing, anchor and release stranger',
    "another phone takes the transferee's place":
      'LegReplaced: stranger hears hold-music, anchor and release stranger',
    'program returns': `TransferReturned, TransferEnded returned: ${together}`,
    'call ends': 'TransferFailed transferor-left, TransferEnded abandoned transferor-left, CallForgotten',
    'call goes into another': 'TransferEnded abandoned, CallForgotten',
    'deadline passes': askAgain,
    'anchoring fails': `TransferFailed error, TransferReturned, TransferEnded error error: ${together}`,
  },
  'CollectingNumber, digits': {
    ...inTransfer,
    ...withKeys,
    'transferor presses 5': 'DigitCollected: timer deadline 4000',
    'transferor presses 5 by INFO': 'DigitCollected: timer deadline 4000',
    'transferor presses #': 'NumberEntered: resolve 10, timer deadline 11000',
    'transferor hangs up': 'NumberEntered, TransferorLeft: resolve 10, timer deadline 11000',
    'transferee hangs up': `TransferFailed transferee-left, TransferorLeftAlone: ${busyTone}`,
    "another phone takes the transferor's place":
      'LegReplaced: stranger hears nothing, anchor and release stranger',
    "another phone takes the transferee's place":
      'LegReplaced: stranger hears hold-music, anchor and release stranger',
    'program returns': `TransferReturned, TransferEnded returned: ${together}`,
    'call ends': 'TransferFailed transferor-left, TransferEnded abandoned transferor-left, CallForgotten',
    'call goes into another': 'TransferEnded abandoned, CallForgotten',
    'deadline passes': 'NumberEntered: resolve 10, timer deadline 11000',
    'anchoring fails': `TransferFailed error, TransferReturned, TransferEnded error error: ${together}`,
  },
  ResolvingNumber: resolvingNumber,
  'ResolvingNumber, blind': {
    ...resolvingNumber,
    'number is resolved': `TargetDialled, LegGivenUp: ${dialled}, hang up transferor`,
  },
  'ResolvingNumber by a program': {
    ...resolvingNumber,
    'number is refused':
      'TransferFailed unknown-number, FailureExplained: transferor hears unknown-number pl, timer deadline 16000',
  },
  'ResolvingNumber by REFER': {
    ...withKeys,
    'transferor hangs up': 'TransferorLeft',
    'transferee hangs up': `TransferFailed transferee-left, TransferorLeftAlone: report 487, ${busyTone}`,
    "transferor's phone refers": ': report 491',
    "transferor's phone refers to a call": ': report 491',
    'customer refers': ': report 403',
    "another phone takes the transferor's place":
      'LegReplaced: stranger hears nothing, anchor and release stranger',
    "another phone takes the transferee's place":
      'LegReplaced: stranger hears hold-music, anchor and release stranger',
    'program completes': 'TransferorLeft, LegGivenUp: hang up transferor',
    'program returns': `TransferReturned, TransferEnded returned: report 487, ${together}`,
    'call ends': 'TransferFailed transferor-left, TransferEnded abandoned transferor-left, CallForgotten',
    'call goes into another': 'TransferEnded abandoned, CallForgotten',
    'deadline passes': `TransferFailed error, TransferReturned, TransferEnded returned error: report 500, ${together}`,
    'early timer': ': timer deadline 9000',
    'number is resolved': `TargetDialled: ${dialled}`,
    'number is refused': `TransferFailed unknown-number, TransferReturned, TransferEnded returned unknown-number: report 404, ${together}`,
    'anchoring fails': `TransferFailed error, TransferReturned, TransferEnded error error: report 500, ${together}`,
    'resolving fails': `TransferFailed error, TransferReturned, TransferEnded returned error: report 500, ${together}`,
  },
  'ResolvingNumber, transferor gone': {
    ...inTransfer,
    ...withKeys,
    'transferor hangs up': 'TransferorLeft',
    'transferee hangs up': 'TransferFailed transferee-left, TransferEnded abandoned transferee-left',
    "another phone takes the transferor's place":
      'LegReplaced: stranger hears nothing, anchor and release stranger',
    "another phone takes the transferee's place":
      'LegReplaced: stranger hears hold-music, anchor and release stranger',
    'call ends': 'TransferFailed transferor-left, TransferEnded abandoned transferor-left, CallForgotten',
    'call goes into another': 'TransferEnded abandoned, CallForgotten',
    'deadline passes': `TransferFailed error, RecallStarted: ${recall}`,
    'number is resolved': `TargetDialled: ${dialled}`,
    'number is refused': `TransferFailed unknown-number, RecallStarted: ${recall}`,
    'anchoring fails': `TransferFailed error, TransferReturned, TransferEnded error error: ${together}`,
    'resolving fails': `TransferFailed error, RecallStarted: ${recall}`,
  },
  TargetRinging: {
    ...inTransfer,
    ...withKeys,
    'target rings': 'TargetHeard: transferor hears ringback',
    'target sends early media': 'TargetHeard: transferor hears target, target hears nothing',
    'target answers': 'TargetAnswered: transferor hears target, target hears transferor',
    'target is busy':
      'TransferFailed busy, FailureExplained: transferor hears target-busy pl, timer deadline 16000',
    'target hangs up':
      'TransferFailed error, FailureExplained: transferor hears transfer-failed pl, timer deadline 16000',
    'transferor hangs up': 'TransferorLeft',
    'transferee hangs up': `TransferFailed transferee-left, TransferorLeftAlone, LegGivenUp: ${busyTone}, hang up target`,
    "another phone takes the transferor's place":
      'LegReplaced: stranger hears nothing, anchor and release stranger',
    "another phone takes the transferee's place":
      'LegReplaced: stranger hears hold-music, anchor and release stranger',
    'program completes': 'TransferorLeft, LegGivenUp: hang up transferor',
    'program returns': `TransferReturned, TransferEnded returned, LegGivenUp: ${together}, hang up target`,
    'call ends':
      'TransferFailed transferor-left, TransferEnded abandoned transferor-left, LegGivenUp, CallForgotten: hang up target',
    'call goes into another': 'TransferEnded abandoned, LegGivenUp, CallForgotten: hang up target',
    'deadline passes':
      'LegGivenUp, TransferFailed no-answer, FailureExplained: hang up target, transferor hears target-no-answer pl, timer deadline 16000',
    'dialling fails':
      'TransferFailed error, FailureExplained: transferor hears transfer-failed pl, timer deadline 16000, hang up target',
  },
  TargetRingingReferred: {
    'target rings': ': report 180',
    'target answers':
      'TargetAnswered, TransferCompleted, LegGivenUp, TransferEnded completed: transferee hears target, target hears transferee then bridge transferee target then report 200 then hang up transferor, show transferee and target each other',
    'target is busy': `TransferFailed busy, TransferReturned, TransferEnded returned busy: report 486, ${together}`,
    'target hangs up': `TransferFailed error, TransferReturned, TransferEnded returned error: report 500, ${together}`,
    'transferor hangs up': 'TransferorLeft',
    'transferee hangs up': `TransferFailed transferee-left, TransferorLeftAlone, LegGivenUp: report 487, ${busyTone}, hang up target`,
    "transferor's phone refers": ': report 491',
    "transferor's phone refers to a call": ': report 491',
    'customer refers': ': report 403',
    "another phone takes the transferor's place":
      'LegReplaced: stranger hears nothing, anchor and release stranger',
    "another phone takes the transferee's place":
      'LegReplaced: stranger hears hold-music, anchor and release stranger',
    'program returns': `TransferReturned, TransferEnded returned, LegGivenUp: report 487, ${together}, hang up target`,
    'call ends':
      'TransferFailed transferor-left, TransferEnded abandoned transferor-left, LegGivenUp, CallForgotten: hang up target',
    'call goes into another': 'TransferEnded abandoned, LegGivenUp, CallForgotten: hang up target',
    'deadline passes': `LegGivenUp, TransferFailed no-answer, TransferReturned, TransferEnded returned no-answer: hang up target, report 408, ${together}`,
    'early timer': ': timer deadline 9000',
    'dialling fails': `TransferFailed error, TransferReturned, TransferEnded returned error: report 500, ${together}, hang up target`,
  },
  TargetRingingUnattended: {
    ...inTransfer,
    'target answers': `TargetAnswered, TransferCompleted, TransferEnded completed: ${joined}`,
    'target is busy': `TransferFailed busy, RecallStarted: ${recall}`,
    'target hangs up': `TransferFailed error, RecallStarted: ${recall}`,
    'transferee hangs up':
      'TransferFailed transferee-left, TransferEnded abandoned transferee-left, LegGivenUp: hang up target',
    "another phone takes the transferor's place": 'LegReplaced: anchor and release stranger',
    "another phone takes the transferee's place":
      'LegReplaced: stranger hears hold-music, anchor and release stranger',
    'call ends':
      'TransferFailed transferee-left, TransferEnded abandoned transferee-left, LegGivenUp, CallForgotten: hang up target',
    'call goes into another': 'TransferEnded abandoned, LegGivenUp, CallForgotten: hang up target',
    'deadline passes': `LegGivenUp, TransferFailed no-answer, RecallStarted: hang up target, ${recall}`,
    'dialling fails': `TransferFailed error, RecallStarted: ${recall}, hang up target`,
  },
  MergingCalls: {
    'transferor hangs up': 'TransferorLeft',
    'transferee hangs up': `TransferFailed transferee-left, TransferorLeftAlone: report 487, ${busyTone}`,
    "transferor's phone refers": ': report 491',
    "transferor's phone refers to a call": ': report 491',
    'customer refers': ': report 403',
    'calls are merged':
      "TransferCompleted, LegGivenUp, LegGivenUp, TransferEnded completed: transferee hears target, target hears transferee then bridge transferee target then report 200 then hang up transferor then hang up transferor's other leg, show transferee and target each other",
    'target has left the merged call': `TransferFailed error, TransferReturned, TransferEnded returned error: report 481, ${together}`,
    'merging fails': `TransferFailed error, TransferReturned, TransferEnded returned error: report 481, ${together}`,
    "another phone takes the transferor's place":
      'LegReplaced: stranger hears nothing, anchor and release stranger',
    "another phone takes the transferee's place":
      'LegReplaced: stranger hears hold-music, anchor and release stranger',
    'call ends': 'TransferFailed transferor-left, TransferEnded abandoned transferor-left, CallForgotten',
    'call goes into another': 'TransferEnded abandoned, CallForgotten',
    'deadline passes': `TransferFailed error, TransferReturned, TransferEnded returned error: report 500, ${together}`,
    'early timer': ': timer deadline 9000',
    'anchoring fails': `TransferFailed error, TransferReturned, TransferEnded error error: report 500, ${together}`,
  },
  'MergingCalls, transferor gone': {
    'transferor hangs up': 'TransferorLeft',
    'transferee hangs up': 'TransferFailed transferee-left, TransferEnded abandoned transferee-left',
    "transferor's phone refers": ': report 491',
    "transferor's phone refers to a call": ': report 491',
    'customer refers': ': report 403',
    'calls are merged':
      "TransferCompleted, LegGivenUp, TransferEnded completed: transferee hears target, target hears transferee then bridge transferee target then report 200 then hang up transferor's other leg, show transferee and target each other",
    'target has left the merged call': `TransferFailed error, RecallStarted: ${recall}`,
    'merging fails': `TransferFailed error, RecallStarted: ${recall}`,
    "another phone takes the transferor's place":
      'LegReplaced: stranger hears nothing, anchor and release stranger',
    "another phone takes the transferee's place":
      'LegReplaced: stranger hears hold-music, anchor and release stranger',
    'call ends': 'TransferFailed transferor-left, TransferEnded abandoned transferor-left, CallForgotten',
    'call goes into another': 'TransferEnded abandoned, CallForgotten',
    'deadline passes': `TransferFailed error, RecallStarted: ${recall}`,
    'early timer': ': timer deadline 9000',
    'anchoring fails': `TransferFailed error, TransferReturned, TransferEnded error error: report 500, ${together}`,
  },
  Consulting: {
    ...withKeys,
    'transferor presses 5 by INFO': ': send 5 to target',
    'target presses 5 by INFO': ': send 5 to transferor',
    'target is busy': `TransferReturned, TransferEnded returned: ${together}`,
    'target hangs up': `TransferReturned, TransferEnded returned: ${together}`,
    'transferor hangs up': `TransferCompleted, TransferEnded completed: ${joined}`,
    'transferee hangs up':
      'TransferFailed transferee-left, TransferEnded abandoned transferee-left: bridge transferor target',
    "transferor's phone refers": ': report 491',
    "transferor's phone refers to a call": ': report 491',
    'REFER comes again': ': report 491',
    'customer refers': ': report 403',
    "another phone takes the transferor's place":
      'LegReplaced: stranger hears target, target hears stranger, anchor and release stranger',
    "another phone takes the transferee's place":
      'LegReplaced: stranger hears hold-music, anchor and release stranger',
    "another phone takes the target's place":
      'LegReplaced: transferor hears stranger, stranger hears transferor, anchor and release stranger',
    'program completes': `TransferCompleted, TransferEnded completed, LegGivenUp: ${joined}, hang up transferor`,
    'program returns': `TransferReturned, TransferEnded returned, LegGivenUp: ${together}, hang up target`,
    'program starts a conference':
      'TransferConferred: transferor hears transferee and target, transferee hears transferor and target, target hears transferor and transferee',
    'call ends':
      'TransferFailed transferor-left, TransferEnded abandoned transferor-left, LegGivenUp, CallForgotten: hang up target',
    'call goes into another': 'TransferEnded abandoned, LegGivenUp, CallForgotten: hang up target',
  },
  Conferring: {
    ...withKeys,
    'target is busy': `TransferReturned, TransferEnded returned: ${together}`,
    'target hangs up': `TransferReturned, TransferEnded returned: ${together}`,
    'transferor hangs up': `TransferCompleted, TransferEnded completed: ${joined}`,
    'transferee hangs up':
      'TransferEnded conference-left: transferor hears target, target hears transferor then bridge transferor target, show transferor and target each other',
    "transferor's phone refers": ': report 491',
    "transferor's phone refers to a call": ': report 491',
    'REFER comes again': ': report 491',
    'customer refers': ': report 403',
    "another phone takes the transferor's place":
      'LegReplaced: stranger hears transferee and target, transferee hears stranger and target, target hears stranger and transferee, anchor and release stranger',
    "another phone takes the transferee's place":
      'LegReplaced: transferor hears stranger and target, stranger hears transferor and target, target hears transferor and stranger, anchor and release stranger',
    "another phone takes the target's place":
      'LegReplaced: transferor hears transferee and stranger, transferee hears transferor and stranger, stranger hears transferor and transferee, anchor and release stranger',
    'program completes': `TransferCompleted, TransferEnded completed, LegGivenUp: ${joined}, hang up transferor`,
    'program returns': `TransferReturned, TransferEnded returned, LegGivenUp: ${together}, hang up target`,
    'call ends':
      'TransferFailed transferor-left, TransferEnded abandoned transferor-left, LegGivenUp, CallForgotten: hang up target',
    'call goes into another': 'TransferEnded abandoned, LegGivenUp, CallForgotten: hang up target',
  },
  ExplainingFailure: explainingFailure,
  'ExplainingFailure, to both': { ...explainingFailure, ...messageToTransferee },
  Recalling: recalling,
  'Recalling, else route again': {
    ...recalling,
    'recalled phone is busy': 'RouteAsked: resolve +48221000101, timer deadline 11000',
    'deadline passes':
      'LegGivenUp, RouteAsked: hang up transferor again, resolve +48221000101, timer deadline 11000',
    ...messageToTransferee,
  },
  ResolvingRoute: resolvingRoute,
  'ResolvingRoute, message not over': { ...resolvingRoute, ...messageToTransferee },
  Rerouting: rerouting,
  'Rerouting, message not over': { ...rerouting, ...messageToTransferee },
  Apologising: {
    ...inTransfer,
    'transferee hangs up': 'TransferEnded apologised busy',
    "another phone takes the transferor's place": 'LegReplaced: anchor and release stranger',
    "another phone takes the transferee's place":
      'LegReplaced: stranger hears nothing, anchor and release stranger',
    'call ends': 'TransferEnded apologised busy, CallForgotten',
    'call goes into another': 'TransferEnded abandoned busy, CallForgotten',
    'deadline passes': 'TransferEnded apologised busy, LegGivenUp: hang up transferee',
    'message to the transferee has started': 'AudioTimed: timer deadline 3200',
    'message to the transferee cannot be played': 'AudioTimed: timer deadline 1200',
  },
  InVoicemail: {
    ...inTransfer,
    'transferee hangs up': 'TransferEnded voicemail busy',
    "another phone takes the transferor's place": 'LegReplaced: anchor and release stranger',
    "another phone takes the transferee's place":
      'LegReplaced: stranger hears nothing, anchor and release stranger',
    'call ends': 'TransferEnded voicemail busy, CallForgotten',
    'call goes into another': 'TransferEnded abandoned busy, CallForgotten',
    'deadline passes': 'TransferEnded voicemail busy, LegGivenUp: hang up transferee',
    'message to the transferee has started': 'AudioTimed: timer deadline 3200',
    'message to the transferee cannot be played': 'AudioTimed: timer deadline 1200',
  },
  'TransferorAlone, target given up': {
    ...transferorAlone,
    'target answers': ': hang up target',
    'target is busy': 'GivenUpLegGone',
    'target hangs up': 'GivenUpLegGone',
    "another phone takes the target's place": 'GivenUpLegGone, LegGivenUp: hang up stranger',
  },
  TransferorAlone: transferorAlone,
};
