import { type call, callControl, directory, media } from '@cordboard/contracts';
import type { Bus } from '@cordboard/messaging';
import { until } from '@cordboard/messaging/testing/until';
import {
  type GrpcServer,
  type RpcCode,
  RpcError,
  type ServeOptions,
  type Service,
  serveGrpc,
  service,
} from '@cordboard/service';

/** Milliseconds that every message takes to play here. */
export const MESSAGE_MS = 300;

const party = (one: media.Party | undefined): string => one?.tag ?? '?';

const said = ({ name, text, language, domain }: media.Audio): string =>
  [name || `"${text}"`, language, domain && `of ${domain}`].filter(Boolean).join(' ');

const heard = ({ party: who, source }: media.Hearing): string => {
  switch (source?.$case) {
    case 'audio':
      return `${party(who)} hears ${said(source.value)}`;
    case 'parties':
      return `${party(who)} hears ${source.value.parties.map(party).join(' and ')}`;
    default:
      return `${party(who)} hears nothing`;
  }
};

/** Call-control puts timers in line behind its facts. */
export const passTimersOn = ({ nc }: Bus): void => {
  nc.subscribe('sip.transfer.*.*.timer-due', {
    callback: (_, { subject, data }) => {
      const [, service, partition, callId] = subject.split('.');
      nc.publish(`call.${partition}.${callId}.${service}-timer-due`, data);
    },
  });
};

/**
 * The services beside transfer, at the edge of the network: they take its commands over real gRPC, note them in words,
 * and answer.
 */
export class Neighbours {
  /** `<callId> <command>`, in the order in which they came. */
  readonly commands: string[] = [];
  /** What the next commands of a name are answered with. */
  readonly #failures = new Map<string, RpcError[]>();
  readonly #servers: GrpcServer[] = [];
  /** The calls that there are, as call-control tells them. */
  readonly calls = new Map<string, call.Call>();
  accountsAsked = 0;
  /** The telecube profile, quicker. */
  profile: directory.FeatureProfile = {
    pickup: '',
    pickupAny: '',
    calls: [],
    name: 'telecube',
    startAttended: '*',
    startBlind: '##',
    return: '**',
    conference: '',
    terminator: '#',
    interdigitMs: 1_000,
    numberTimeoutMs: 400,
    firstDigitMs: 5_000,
    attempts: 3,
  };
  /** Of the mobiles that answer forwarded calls. */
  readonly mobileProfile: directory.FeatureProfile = {
    ...this.profile,
    name: 'mobile',
    startAttended: '*#',
    startBlind: '',
    return: '#',
    calls: ['incoming'],
  };
  transfer: directory.TransferSettings = { ringTimeoutMs: 30_000, maxOffNetLegs: 2, showsPeers: true };
  peerDisplay = 'none';

  async start(
    log: ServeOptions['log'],
  ): Promise<{ callControl: string; mediaControl: string; directory: string }> {
    const listen = async (one: Service): Promise<string> => {
      const server = await serveGrpc({ listen: '127.0.0.1:0', services: [one], log });
      this.#servers.push(server);
      return `127.0.0.1:${server.port}`;
    };
    return {
      callControl: await listen(this.#callControl()),
      mediaControl: await listen(this.#mediaControl()),
      directory: await listen(this.#directory()),
    };
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map((server) => server.close()));
  }

  /** The next commands of this name fail, with these statuses in turn. */
  failNext(command: string, ...codes: RpcCode[]): void {
    this.failNextWith(command, ...codes.map((code) => new RpcError(code, `${command} fails`)));
  }

  /** The same, with more than a status. */
  failNextWith(command: string, ...errors: RpcError[]): void {
    this.#failures.set(command, errors);
  }

  /** What was ordered for a call. */
  ordered(callId: string): readonly string[] {
    return this.commands
      .filter((line) => line.startsWith(callId))
      .map((line) => line.slice(callId.length + 1));
  }

  /** Resolves when the call has got a command that matches, and gives it back. */
  async gets(callId: string, pattern: RegExp): Promise<string> {
    const find = () => this.ordered(callId).find((line) => pattern.test(line));
    await until(
      `${callId} gets ${pattern}, has got ${this.ordered(callId).join('; ')}`,
      () => find() !== undefined,
    );
    return find() ?? '';
  }

  #note(callId: string, command: string): void {
    const [name = ''] = command.split(' ');
    const failure = this.#failures.get(name)?.shift();
    if (failure) throw failure;
    this.commands.push(`${callId} ${command}`);
  }

  #callControl(): Service {
    return service(callControl.CallControlServiceService, {
      getCall: async ({ callId }) => ({ call: this.#callOf(callId) }),
      watchCalls: async function* () {},
      startCall: unused,
      listCalls: async () => ({ calls: [...this.calls.values()] }),
      mergeCalls: async ({ callId, otherCallId }) => {
        this.#note(callId, `merge ${otherCallId}`);
        const { legs } = this.#callOf(callId);
        const joining = this.#callOf(otherCallId).legs.map((leg) => ({
          ...leg,
          legId: `${otherCallId}-${leg.legId}`,
        }));
        return { call: { ...this.#callOf(callId), legs: [...legs, ...joining] } };
      },
      reportReferral: async ({ callId, legId, referralId, sipStatus, reason }) => {
        this.#note(callId, `report ${legId} ${referralId} ${sipStatus} ${reason}`);
        return {};
      },
      showPeer: async ({ callId, legId, method, uri, displayName }) => {
        this.#note(callId, `show ${legId} ${uri} ${displayName} by ${method}`);
        return {};
      },
      anchor: async ({ callId, releaseLegId }) => {
        this.#note(callId, `anchor and release ${releaseLegId}`);
        return {};
      },
      originate: async ({ callId, legId, requestUri, fromUri, onBehalfOf, ringTimeoutMs, ...more }) => {
        const offNet = more.offNet && `${more.offNet.tenant}/${more.offNet.maxLegs}`;
        const words = [
          `originate ${legId} ${requestUri} from ${fromUri} for ${onBehalfOf} ${ringTimeoutMs} ms`,
          offNet && `off-net ${offNet} as ${more.offNet?.callerNumber || 'the DID'}`,
          more.divertedFrom && `diverted from ${more.divertedFrom}`,
        ];
        this.#note(callId, words.filter(Boolean).join(' '));
        return {};
      },
      hangUp: async ({ callId, legId }) => {
        this.#note(callId, `hang-up ${legId}`);
        return {};
      },
      bridge: async ({ callId, legId, partnerLegId }) => {
        this.#note(callId, `bridge ${legId} ${partnerLegId}`);
        return {};
      },
    });
  }

  /** @throws {RpcError} NOT_FOUND */
  #callOf(callId: string): call.Call {
    const known = this.calls.get(callId);
    if (!known) throw new RpcError('NOT_FOUND', `no call ${callId}`);
    return known;
  }

  #mediaControl(): Service {
    return service(media.MediaControlServiceService, {
      createOffer: unused,
      uploadRecording: unused,
      listRecordings: unused,
      deleteRecording: unused,
      acceptAnswer: unused,
      answerOffer: unused,
      sendDigit: async ({ party: to, digit, following = '' }) => {
        this.#note(to?.mediaCall ?? '', `send ${digit}${following} to ${party(to)}`);
        return {};
      },
      removeParty: unused,
      getActivity: unused,
      arrange: async ({ hearings }) => {
        const callId = hearings[0]?.party?.mediaCall ?? '';
        this.#note(callId, `arrange ${hearings.map(heard).join(', ')}`);
        const messages = hearings.some(({ source }) => source?.$case === 'audio' && !source.value.repeat);
        return { durationMs: messages ? MESSAGE_MS : 0 };
      },
    });
  }

  #directory(): Service {
    return service(directory.DirectoryServiceService, {
      getAccount: async ({ account }) => {
        this.accountsAsked += 1;
        const { profile, mobileProfile, transfer, peerDisplay } = this;
        const names = { account, tenant: 'demo', extension: account.slice(0, 3), displayName: 'Anna' };
        return { account: { ...names, language: 'pl', profile, mobileProfile, peerDisplay, transfer } };
      },
      resolveTarget: async ({ dialled }) => ({ result: meaningOf(dialled) }),
      listTenants: async () => ({ tenants: [] }),
    });
  }
}

/** 9… is unknown, +… is of the public network, and everything else an extension. */
const meaningOf = (dialled: string): NonNullable<directory.ResolveTargetResponse['result']> => {
  if (dialled.startsWith('9')) {
    return { $case: 'refusal', value: directory.Refusal.REFUSAL_UNKNOWN_NUMBER };
  }
  const offNet = dialled.startsWith('+');
  const value = {
    requestUri: /^sip:/.test(dialled) ? dialled : `sip:${dialled}@demo.test`,
    number: dialled,
    displayName: '',
    offNet,
    kind: directory.TargetKind[offNet ? 'TARGET_KIND_PUBLIC' : 'TARGET_KIND_ACCOUNT'],
  };
  return { $case: 'target', value };
};

const unused = async (): Promise<never> => {
  throw new RpcError('UNIMPLEMENTED', 'transfer has no use for it');
};
