/** A JetStream stream as this project uses it: file storage, limits with units. */
export type StreamDefinition = {
  name: string;
  subjects: string[];
  /** What it is for; stored with the stream. */
  description: string;
  /** Milliseconds that a message is kept; 0: for ever. */
  maxAgeMs: number;
  maxBytes: number;
  /** Messages kept for each subject; -1: all. */
  maxPerSubject?: number;
  /** `limits` keeps a message until a limit takes it; `workqueue` until it has been acknowledged. */
  retention?: 'limits' | 'workqueue';
  /** At a limit, drop the `old` messages or refuse the `new` one. */
  discard?: 'old' | 'new';
  /** May hold messages that are delivered later (`Nats-Schedule`). */
  schedules?: boolean;
  /** Messages may be fetched by subject without a consumer. */
  direct?: boolean;
  /** A message may have a time to live of its own (`Nats-TTL`). */
  messageTtl?: boolean;
  /** Milliseconds in which a second message with the same `Nats-Msg-Id` is dropped. */
  duplicateWindowMs?: number;
  /** Copies in a cluster. Default 1. */
  replicas?: number;
};

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const MIB = 2 ** 20;

/**
 * The streams. Facts are kept for an hour: long enough to look into what happened and to catch up after an outage;
 * a call whose facts are older than that has long been ended by its own timers.
 */
export const streams = {
  sip: {
    name: 'SIP',
    subjects: [
      'sip.*.*.*.dtmf',
      'sip.*.*.*.request',
      'sip.*.*.*.response',
      'sip.*.*.*.ended',
      'sip.*.*.*.timer-due',
      'sip.*.started',
    ],
    description: "Kamailio's facts about anchored calls and digits, and timers in line behind them",
    maxAgeMs: HOUR,
    maxBytes: 512 * MIB,
    direct: true,
  },
  sipDialogs: {
    name: 'SIP_DIALOGS',
    subjects: ['sip.*.*.*.dialog'],
    description: 'The last fact about each plain call',
    // A call that nobody has hung up in a day is not going to be transferred.
    maxAgeMs: 24 * HOUR,
    maxBytes: 512 * MIB,
    maxPerSubject: 1,
    direct: true,
  },
  calls: {
    name: 'CALLS',
    subjects: ['call.>'],
    description: "call-control's facts",
    maxAgeMs: HOUR,
    maxBytes: 512 * MIB,
  },
  transfers: {
    name: 'TRANSFERS',
    subjects: ['transfer.>'],
    description: "transfer's facts",
    // Whoever reads transfers (statistics, billing) may be down for a night.
    maxAgeMs: 24 * HOUR,
    maxBytes: 512 * MIB,
  },
  timers: {
    name: 'TIMERS',
    subjects: ['timer.>'],
    description: 'Timers that wait, and those that have fired and are not handled yet',
    maxAgeMs: 0,
    // Room for half a million timers: they must never be dropped, and a stream with schedules cannot refuse new ones.
    maxBytes: 256 * MIB,
    retention: 'workqueue',
    schedules: true,
  },
  dead: {
    name: 'DEAD',
    subjects: ['dead.>'],
    description: 'Messages that could not be handled, with the reason in their headers',
    // A person looks at these.
    maxAgeMs: 30 * 24 * HOUR,
    maxBytes: 64 * MIB,
  },
} satisfies Record<string, StreamDefinition>;
