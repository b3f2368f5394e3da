import { isTelephoneEvent, parseTelephoneEvent } from '../network/rtp.ts';
import type { SipMessage } from '../network/sip-message.ts';
import type { SeenRtp } from '../network/tap.ts';

/** A key that was pressed, as seen on the wire. */
export interface Digit {
  /** Milliseconds since 1970 of its first packet. */
  at: number;
  digit: string;
  /** The key has been released; a digit by INFO is so from the start. */
  ended: boolean;
  source: 'rfc4733' | 'info';
}

/** Collects the digits of one direction of one phone. */
export class DigitLog {
  readonly all: Digit[] = [];
  #event = '';

  /** RFC 4733 §2.5: all packets of one event have one RTP time stamp. */
  rtp(packet: SeenRtp): void {
    if (!isTelephoneEvent(packet)) return;
    const parsed = parseTelephoneEvent(packet.payload);
    if (!parsed) return;
    const event = `${packet.ssrc} ${packet.timestamp} ${parsed.digit}`;
    if (event !== this.#event) this.all.push({ at: packet.at, ...parsed, source: 'rfc4733' });
    this.#event = event;
    const last = this.all.at(-1);
    if (last && parsed.ended) last.ended = true;
  }

  /** An INFO request with application/dtmf-relay. */
  info(message: SipMessage): void {
    const digit = /^Signal\s*=\s*([0-9*#A-D])/im.exec(message.body)?.[1];
    if (message.method !== 'INFO' || message.status !== 0 || !digit) return;
    this.all.push({ at: message.at, digit, ended: true, source: 'info' });
  }

  /** The digits since a time (milliseconds since 1970) as one text. */
  text(since = 0): string {
    return this.all
      .filter(({ at }) => at >= since)
      .map(({ digit }) => digit)
      .join('');
  }
}
