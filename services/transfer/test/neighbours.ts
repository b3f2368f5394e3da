import { callControl, directory, media } from '@cordboard/contracts';
import {
  type GrpcServer,
  type RpcCode,
  RpcError,
  type ServeOptions,
  type Service,
  serveGrpc,
  service,
} from '@cordboard/service';
import { until } from './until.ts';

/** Milliseconds that every message takes to play here. */
export const MESSAGE_MS = 300;

const party = (one: media.Party | undefined): string => one?.tag ?? '?';

const heard = ({ party: who, source }: media.Hearing): string => {
  switch (source?.$case) {
    case 'audio':
      return `${party(who)} hears ${[source.value.name, source.value.language].filter(Boolean).join(' ')}`;
    case 'parties':
      return `${party(who)} hears ${source.value.parties.map(party).join(' and ')}`;
    default:
      return `${party(who)} hears nothing`;
  }
};

/**
 * The services beside transfer, at the edge of the network: they take its commands over real gRPC, note them in words,
 * and answer.
 */
export class Neighbours {
  /** `<callId> <command>`, in the order in which they came. */
  readonly commands: string[] = [];
  /** What the next commands of a name are answered with. */
  readonly #failures = new Map<string, RpcCode[]>();
  readonly #servers: GrpcServer[] = [];
  accountsAsked = 0;
  /** The telecube profile, quicker. */
  readonly profile = {
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
  ringTimeoutMs = 30_000;

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
    this.#failures.set(command, codes);
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
    const code = this.#failures.get(name)?.shift();
    if (code) throw new RpcError(code, `${command} fails`);
    this.commands.push(`${callId} ${command}`);
  }

  #callControl(): Service {
    return service(callControl.CallControlServiceService, {
      getCall: async () => ({}),
      watchCalls: async function* () {},
      startCall: unused,
      mergeCalls: unused,
      reportReferral: unused,
      showPeer: unused,
      listCalls: async () => ({ calls: [] }),
      anchor: async ({ callId, releaseLegId }) => {
        this.#note(callId, `anchor and release ${releaseLegId}`);
        return {};
      },
      originate: async ({ callId, legId, requestUri, fromUri, onBehalfOf, ringTimeoutMs }) => {
        this.#note(
          callId,
          `originate ${legId} ${requestUri} from ${fromUri} for ${onBehalfOf} ${ringTimeoutMs} ms`,
        );
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

  #mediaControl(): Service {
    return service(media.MediaControlServiceService, {
      createOffer: unused,
      uploadRecording: unused,
      listRecordings: unused,
      deleteRecording: unused,
      acceptAnswer: unused,
      answerOffer: unused,
      sendDigit: unused,
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
        const { profile, ringTimeoutMs } = this;
        const names = { account, tenant: 'demo', extension: '101', displayName: 'Anna', language: 'pl' };
        return {
          account: { ...names, profile, peerDisplay: 'none', transfer: { ringTimeoutMs, maxOffNetLegs: 0 } },
        };
      },
      resolveTarget: async ({ dialled }) =>
        dialled.startsWith('9')
          ? { result: { $case: 'refusal', value: directory.Refusal.REFUSAL_UNKNOWN_NUMBER } }
          : {
              result: {
                $case: 'target',
                value: {
                  requestUri: `sip:${dialled}@demo.test`,
                  number: dialled,
                  displayName: '',
                  offNet: false,
                  kind: directory.TargetKind.TARGET_KIND_ACCOUNT,
                },
              },
            },
      listTenants: async () => ({ tenants: [] }),
    });
  }
}

const unused = async (): Promise<never> => {
  throw new RpcError('UNIMPLEMENTED', 'transfer has no use for it');
};
