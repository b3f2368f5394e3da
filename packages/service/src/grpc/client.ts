import { setTimeout as delay } from 'node:timers/promises';
import {
  Client,
  credentials,
  Metadata,
  type MethodDefinition,
  type ServiceDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import { tracing } from '../telemetry.ts';
import { clientOptions } from './channel-options.ts';
import { fromStatus, isRpcError } from './rpc-error.ts';
import { asClientSpan } from './trace-context.ts';

/** How one call differs from the others. */
export interface CallOptions {
  /** Milliseconds until the call fails with DEADLINE_EXCEEDED, retries included. */
  readonly deadlineMs?: number;
}

/** How a client differs from the others. */
export interface ClientOptions {
  /** Milliseconds for every call that names no deadline of its own. Default 5,000. */
  readonly deadlineMs?: number;
}

type Method<D> =
  D extends MethodDefinition<infer Request, infer Response>
    ? D extends { readonly responseStream: true }
      ? (request: Request, options: StreamOptions) => AsyncIterable<Response>
      : (request: Request, options?: CallOptions) => Promise<Response>
    : never;

/** A stream has no deadline: it goes on until somebody ends it. */
export interface StreamOptions {
  /** Ends the stream when it is aborted. */
  readonly signal: AbortSignal;
}

/** A service's methods: each returns a promise that rejects with RpcError, or a stream of responses that throws it. */
export type RpcClient<D> = { readonly [Name in keyof D]: Method<D[Name]> } & { close(): void };

const DEFAULT_DEADLINE_MS = 5_000;
const RETRY_FIRST_MS = 20;
const RETRY_MOST_MS = 200;

/**
 * A client of another service. A server that is away or just being restarted is waited for until the deadline: the call
 * is made again, even where the server may have carried it out already. All commands are idempotent (those of TransferService by `request_id`), so
 * that is safe. A response has 64 MiB at most; a larger one is RESOURCE_EXHAUSTED.
 *
 * @param serviceClient - The class that ts-proto generates, e.g. `DirectoryServiceClient`.
 * @param address - "host:port".
 */
export const grpcClient = <D extends ServiceDefinition>(
  serviceClient: { readonly service: D },
  address: string,
  { deadlineMs: usualMs = DEFAULT_DEADLINE_MS }: ClientOptions = {},
): RpcClient<D> => {
  const channel = new Client(address, credentials.createInsecure(), clientOptions);
  channel.getChannel().getConnectivityState(true); // connect now: the first call should not have to wait for it
  const methods = Object.entries(serviceClient.service).map(([name, definition]) => [
    name,
    definition.responseStream
      ? (request: unknown, options: StreamOptions) => streamed(channel, definition, request, options)
      : (request: unknown, { deadlineMs = usualMs }: CallOptions = {}) => {
          const deadline = Date.now() + deadlineMs;
          const metadata = new Metadata({ waitForReady: true });
          const call = () =>
            untilDeadline(deadline, () => unary(channel, definition, request, metadata, deadline));
          return tracing ? asClientSpan(definition.path, metadata, call) : call();
        },
  ]);
  return { ...Object.fromEntries(methods), close: () => channel.close() };
};

/** A server that is away is waited for until the signal comes. */
async function* streamed(
  channel: Client,
  { path, requestSerialize, responseDeserialize }: MethodDefinition<unknown, unknown>,
  request: unknown,
  { signal }: StreamOptions,
): AsyncGenerator<unknown> {
  const metadata = new Metadata({ waitForReady: true });
  const stream = channel.makeServerStreamRequest(
    path,
    requestSerialize,
    responseDeserialize,
    request,
    metadata,
  );
  const cancel = () => stream.cancel();
  signal.addEventListener('abort', cancel);
  try {
    if (signal.aborted) cancel();
    yield* stream;
  } catch (error) {
    if (!signal.aborted) throw fromStatus(error as ServiceError);
  } finally {
    signal.removeEventListener('abort', cancel);
    cancel();
  }
}

const unary = (
  channel: Client,
  { path, requestSerialize, responseDeserialize }: MethodDefinition<unknown, unknown>,
  request: unknown,
  metadata: Metadata,
  deadline: number,
): Promise<unknown> =>
  new Promise((resolve, reject) => {
    const answer = (error: ServiceError | null, response: unknown) =>
      error ? reject(fromStatus(error)) : resolve(response);
    channel.makeUnaryRequest(
      path,
      requestSerialize,
      responseDeserialize,
      request,
      metadata,
      { deadline },
      answer,
    );
  });

/** CANCELLED is what a server that is cut off sends: nobody on our side ever cancels. */
const untilDeadline = async <T>(deadline: number, call: () => Promise<T>): Promise<T> => {
  for (let waitMs = RETRY_FIRST_MS; ; waitMs = Math.min(2 * waitMs, RETRY_MOST_MS)) {
    try {
      return await call();
    } catch (error) {
      if (!isRpcError(error, 'UNAVAILABLE', 'CANCELLED') || Date.now() + waitMs >= deadline) throw error;
      await delay(waitMs);
    }
  }
};
