/** There is no such call, or it has ended. */
export class NoSuchCall extends Error {
  readonly code = 'NO_SUCH_CALL';
  override readonly name = 'NoSuchCall';
  readonly callId: string;

  constructor(callId: string) {
    super(`no call ${callId}, or it has ended`);
    this.callId = callId;
  }
}

/** The call goes on, but that leg has gone. */
export class NoSuchLeg extends Error {
  readonly code = 'NO_SUCH_LEG';
  override readonly name = 'NoSuchLeg';
  readonly callId: string;

  constructor(callId: string, legId: string) {
    super(`no leg ${legId} in call ${callId}, or it has ended`);
    this.callId = callId;
  }
}

/** A call cannot go into another one: it is not just two answered legs that belong together, or legs are on their way into it. */
export class CannotMerge extends Error {
  readonly code = 'CANNOT_MERGE';
  override readonly name = 'CannotMerge';
  readonly callId: string;

  constructor(callId: string) {
    super(`call ${callId} is not two answered legs that belong together`);
    this.callId = callId;
  }
}

/** There is no such account. */
export class NoSuchAccount extends Error {
  readonly code = 'NO_SUCH_ACCOUNT';
  override readonly name = 'NoSuchAccount';
  readonly account: string;

  constructor(account: string) {
    super(`no account ${account}`);
    this.account = account;
  }
}

/** Nobody has this number. */
export class UnknownNumber extends Error {
  readonly code = 'UNKNOWN_NUMBER';
  override readonly name = 'UnknownNumber';
  readonly dialled: string;

  constructor(dialled: string) {
    super(`nobody has the number "${dialled}"`);
    this.dialled = dialled;
  }
}

/** The account may not dial this number. */
export class NumberForbidden extends Error {
  readonly code = 'NUMBER_FORBIDDEN';
  override readonly name = 'NumberForbidden';
  readonly dialled: string;

  constructor(account: string, dialled: string) {
    super(`${account} may not dial "${dialled}"`);
    this.dialled = dialled;
  }
}

/** What is over need not be ended. @throws Anything else. */
export const unlessGone = (error: unknown): void => {
  if (!(error instanceof NoSuchCall)) throw error;
};
