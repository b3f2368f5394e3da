/** What a dialled number or SIP URI means for the one who dials it. */
export type Resolution =
  | { readonly type: 'Target'; readonly target: Target }
  | { readonly type: 'Refusal'; readonly reason: RefusalReason };

export type RefusalReason = 'UnknownNumber' | 'NotAllowed' | 'Incomplete';

/** Where a call to the number goes. */
export interface Target {
  readonly kind: 'Account' | 'Group' | 'Public' | 'Pbx' | 'Uri';
  /** "sip:103@demo.test", "sip:+48600100200@demo.test", "sip:anna@partner.example" */
  readonly requestUri: string;
  /** As a person would say it. */
  readonly number: string;
  readonly displayName: string;
  /** The leg leaves for the public network, through a carrier's trunk. */
  readonly offNet: boolean;
}

export const toTarget = (target: Target): Resolution => ({ type: 'Target', target });
export const refuse = (reason: RefusalReason): Resolution => ({ type: 'Refusal', reason });
