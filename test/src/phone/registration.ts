/** The registrar refused, or did not answer. */
export class RegistrationFailed extends Error {
  readonly code = 'REGISTRATION_FAILED';
  /** 0 where there was no response. */
  readonly sipStatus: number;

  constructor(user: string, detail: string) {
    super(`${user} could not register: ${detail}`);
    this.sipStatus = Number(/\b([3-6]\d\d)\b/.exec(detail)?.[1] ?? 0);
  }
}
