import { headerValues, type SipMessage } from '../network/sip-message.ts';

/** What a NOTIFY told of a REFER (RFC 3515 §2.4.5). */
export interface Notification {
  /** Milliseconds since 1970. */
  at: number;
  /** Of the status line in the body. */
  sipStatus: number;
  reason: string;
  /** Value of Subscription-State, "active;expires=60" or "terminated;reason=noresource". */
  state: string;
  /** Value of Event, "refer;id=2". */
  event: string;
  contentType: string;
}

/** @returns undefined for a NOTIFY of another event. */
export const readNotification = (notify: SipMessage): Notification | undefined => {
  const header = (name: string) => headerValues(notify, name)[0] ?? '';
  const event = header('event') || header('o');
  if (!event.startsWith('refer')) return undefined;
  const [, status = '0', reason = ''] = /^SIP\/2\.0 (\d{3}) ?([^\r\n]*)/.exec(notify.body) ?? [];
  return {
    at: notify.at,
    sipStatus: Number(status),
    reason,
    state: header('subscription-state'),
    event,
    contentType: header('content-type'),
  };
};
