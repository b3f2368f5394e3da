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

/** What is over need not be ended. @throws Anything else. */
export const unlessGone = (error: unknown): void => {
  if (!(error instanceof NoSuchCall)) throw error;
};
