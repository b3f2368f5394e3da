/** Starting calls for programs. */
import { createHash } from 'node:crypto';
import type { directory as contract } from '@cordboard/contracts';
import type { Workflow } from '@cordboard/messaging';
import type { Directory } from '../adapters/directory.ts';
import type { Media } from '../adapters/media.ts';
import type { StartedCalls } from '../adapters/started-calls.ts';
import type { Attempt, State } from '../domain/call.ts';
import type { Input } from '../domain/messages.ts';
import { ownTag, placed } from './own-legs.ts';

export interface CallStarterOptions {
  readonly workflow: Workflow<Input, State>;
  readonly media: Media;
  readonly directory: Directory;
  readonly started: StartedCalls;
  /** The Kamailio node that started calls are on. */
  readonly node: string;
  /** Key of the ids that we make up. */
  readonly secret: string;
}

export interface StartRequest {
  readonly requestId: string;
  /** "101@demo.test" */
  readonly account: string;
  readonly dialled: string;
  /** Milliseconds that each of the two may ring. */
  readonly ringTimeoutMs: number;
}

export class CallStarter {
  readonly #options: CallStarterOptions;

  constructor(options: CallStarterOptions) {
    this.#options = options;
  }

  /**
   * Ring an account's phone, and when it answers call a number for it.
   *
   * @returns The callId, the same for each request of that id.
   * @throws {NoSuchAccount}
   * @throws {UnknownNumber}
   * @throws {NumberForbidden}
   */
  async start(request: StartRequest): Promise<string> {
    const { workflow, media, started, directory } = this.#options;
    const callId = callIdOf(request.requestId);
    if (await started.has(request.requestId)) return callId;
    const account = await directory.account(request.account);
    const target = await directory.resolve(request.account, request.dialled);
    const input = this.#input(callId, request, account, target);
    const { party } = input.caller;
    const sdp = await media.offer(party, { isNew: true });
    const state = await workflow.handle(callId, `start:${request.requestId}`, {
      ...input,
      caller: { ...input.caller, sdp },
    });
    // The same request, twice at once, and over already: the party that we have just opened is nobody's.
    if (state.status === 'Ended') await media.remove(party, true);
    return callId;
  }

  #input(
    callId: string,
    { requestId, account: name, ringTimeoutMs }: StartRequest,
    account: contract.Account,
    target: contract.Target,
  ): Extract<Input, { type: 'StartRequested' }> {
    const domain = name.slice(name.indexOf('@') + 1);
    const own = `sip:${account.extension}@${domain}`;
    const attempt = (legId: string, to: Pick<Attempt, 'requestUri' | 'fromUri' | 'fromDisplay'>): Attempt => {
      const localTag = ownTag(this.#options.secret, callId, legId);
      return {
        ...to,
        sipCallId: `${callId}-${localTag}`,
        localTag,
        onBehalfOf: name,
        callerNumber: '',
        divertedFrom: '',
        ringTimeoutMs,
      };
    };
    const caller = attempt('caller', {
      requestUri: own,
      fromUri: `sip:${escapedUser(target.number)}@${domain}`,
      fromDisplay: target.displayName,
    });
    const callee = attempt('callee', {
      requestUri: target.requestUri,
      fromUri: own,
      fromDisplay: account.displayName,
    });
    const mediaCall = caller.sipCallId;
    const offNet = target.offNet
      ? { tenant: account.tenant, maxLegs: account.transfer?.maxOffNetLegs ?? 0 }
      : undefined;
    return {
      type: 'StartRequested',
      callId,
      node: this.#options.node,
      requestId,
      caller: {
        attempt: caller,
        party: { mediaCall, tag: caller.localTag },
        sdp: '',
        number: account.extension,
        displayName: account.displayName,
      },
      callee: {
        attempt: callee,
        party: { mediaCall, tag: callee.localTag },
        displayName: target.displayName,
        ...placed(callId, 'callee', callee, offNet),
      },
      language: account.language,
      domain,
      at: Date.now(),
    };
  }
}

/** Of a call that no SIP call has named. */
const callIdOf = (requestId: string): string =>
  createHash('sha256').update(`StartCall ${requestId}`).digest('hex').slice(0, 16);

/** As the user part of a SIP URI (RFC 3261 §25.1). */
const escapedUser = (number: string): string => encodeURIComponent(number).replaceAll('%2B', '+');
