import { createHash } from 'node:crypto';
import { callControl, media, transfer } from '@cordboard/contracts';
import { addresses } from '@cordboard/local';
import { grpcClient, isRpcError } from '@cordboard/service';
import { waitUntil } from './clock.ts';

const withinMs = 8_000;

/** The callId of a call by the SIP Call-ID with which it began (docs/events.md). */
export const callIdOf = (sipCallId = ''): string =>
  createHash('md5').update(sipCallId).digest('hex').slice(0, 16);

/** Responses of a stream as they come. */
export class Watch<Response> implements Disposable {
  readonly all: Response[] = [];
  readonly #stop = new AbortController();
  #failure: unknown;

  /** @param open - Opens the stream. */
  constructor(open: (signal: AbortSignal) => AsyncIterable<Response>) {
    void this.#read(open(this.#stop.signal));
  }

  /**
   * Wait until a response is there for which this holds; it is looked for among all that have come.
   *
   * @throws {DeadlineExceeded} Says what has come.
   */
  waitFor(what: string, isIt: (response: Response) => boolean): Promise<Response> {
    const find = () => {
      const found = this.all.find(isIt);
      if (!found && this.#failure) throw this.#failure;
      return found;
    };
    const all = () => this.all.map((response) => JSON.stringify(response)).join('\n');
    return waitUntil(find, { withinMs, missing: () => `no ${what} among:\n${all()}` });
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }

  async #read(stream: AsyncIterable<Response>): Promise<void> {
    try {
      for await (const response of stream) this.all.push(response);
    } catch (error) {
      this.#failure = error;
    }
  }
}

/** What programs can do with the stack: its gRPC services. */
export class Programs implements Disposable {
  readonly callControl = grpcClient(callControl.CallControlServiceClient, addresses.callControl);
  readonly transfer = grpcClient(transfer.TransferServiceClient, addresses.transfer);
  readonly media = grpcClient(media.MediaControlServiceClient, addresses.mediaControl);

  /** The facts of all transfers from now on. */
  async watchTransfers(): Promise<Watch<transfer.WatchTransfersResponse>> {
    const watch = new Watch((signal) => this.transfer.watchTransfers({ callId: '' }, { signal }));
    await watch.waitFor('first response', () => true);
    return watch;
  }

  /** All calls as they are, and what happens to them. */
  async watchCalls(): Promise<Watch<callControl.WatchCallsResponse>> {
    const watch = new Watch((signal) => this.callControl.watchCalls({ callId: '' }, { signal }));
    await watch.waitFor('"started"', ({ change }) => change?.$case === 'started');
    return watch;
  }

  [Symbol.dispose](): void {
    this.callControl.close();
    this.transfer.close();
    this.media.close();
  }
}

/** The gRPC status with which a command fails; `undefined` where it does not. */
export const refusalOf = (
  command: Promise<unknown>,
  code: Parameters<typeof isRpcError>[1],
): Promise<boolean> =>
  command.then(
    () => false,
    (error: unknown) => isRpcError(error, code),
  );
