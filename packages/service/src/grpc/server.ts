import { type EventEmitter, once } from 'node:events';
import {
  type handleServerStreamingCall,
  type handleUnaryCall,
  type Metadata,
  type MethodDefinition,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { Logger } from 'pino';
import { tracing } from '../telemetry.ts';
import { serverOptions } from './channel-options.ts';
import { RpcError, toStatus } from './rpc-error.ts';
import { asServerSpan } from './trace-context.ts';

/** What a method is told besides its request. */
export interface RpcContext {
  /** "/cordboard.call.v1.CallControlService/Anchor" */
  readonly path: string;
  readonly metadata: Metadata;
}

/** What a method that streams is told besides. */
export interface StreamContext extends RpcContext {
  /** Aborted when the caller has gone or the server closes: the stream is to end. */
  readonly signal: AbortSignal;
}

type Method<D> =
  D extends MethodDefinition<infer Request, infer Response>
    ? D extends { readonly responseStream: true }
      ? (request: Request, context: StreamContext) => AsyncIterable<Response>
      : (request: Request, context: RpcContext) => Promise<Response>
    : never;

/** A service as plain asynchronous methods, or generators where responses stream: what they throw is what the caller gets. */
export type Implementation<D> = { readonly [Name in keyof D]: Method<D[Name]> };

/** A definition (`DirectoryServiceService`) and what implements it, made by `service()`. */
export interface Service {
  readonly definition: ServiceDefinition;
  readonly implementation: Readonly<Record<string, Unary | Streaming>>;
}

type Unary = (request: never, context: RpcContext) => Promise<unknown>;
type Streaming = (request: never, context: StreamContext) => AsyncIterable<unknown>;

/** Put a definition and its implementation together; the compiler checks that they fit. */
export const service = <D extends ServiceDefinition>(
  definition: D,
  implementation: Implementation<D>,
): Service => ({
  definition,
  implementation: implementation as unknown as Service['implementation'],
});

/** How to serve. */
export interface ServeOptions {
  /** "host:port"; port 0 for any. */
  readonly listen: string;
  readonly services: readonly Service[];
  readonly log: Logger;
  /** Bytes of the largest request; a larger one is RESOURCE_EXHAUSTED. Default 4 MiB. Responses may be of any size. */
  readonly maxRequestBytes?: number;
  /** Milliseconds in which the reader of a stream takes nothing, though more waits; then it ends with RESOURCE_EXHAUSTED. Default 10,000. */
  readonly maxStallMs?: number;
  /** What an error of the service's own classes means to a caller; undefined: INTERNAL, and logged with its stack. */
  readonly toRpcError?: (error: unknown) => RpcError | undefined;
}

/** A gRPC server that listens. */
export interface GrpcServer {
  readonly port: number;
  /** Take no new calls, let those in progress finish for two seconds, then cut them. */
  close(): Promise<void>;
}

const DRAIN_MS = 2_000;
const DEFAULT_STALL_MS = 10_000;
const DEFAULT_REQUEST_BYTES = 4 * 2 ** 20;

/**
 * Serve gRPC without TLS: the network between the services is private.
 *
 * @throws {Error} The address cannot be listened on.
 */
export const serveGrpc = async (options: ServeOptions): Promise<GrpcServer> => {
  const server = new Server({
    ...serverOptions,
    'grpc.max_receive_message_length': options.maxRequestBytes ?? DEFAULT_REQUEST_BYTES,
  });
  const closing = new AbortController();
  for (const { definition, implementation } of options.services) {
    server.addService(definition, handlers(definition, implementation, options, closing.signal));
  }
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(options.listen, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    close: () => {
      closing.abort();
      return drain(server);
    },
  };
};

const handlers = (
  definition: ServiceDefinition,
  implementation: Service['implementation'],
  options: ServeOptions,
  closing: AbortSignal,
): UntypedServiceImplementation =>
  Object.fromEntries(
    Object.entries(definition).map(([name, { path, responseStream }]) => {
      const method = implementation[name];
      if (!method) throw new TypeError(`${path} is not implemented`);
      return [
        name,
        responseStream
          ? streamHandler(path, method as Streaming, options, closing)
          : handler(path, method as Unary, options),
      ];
    }),
  ) as UntypedServiceImplementation;

const handler =
  (path: string, method: Unary, { log, toRpcError }: ServeOptions): handleUnaryCall<never, unknown> =>
  async ({ request, metadata }, answer) => {
    const run = () => method(request, { path, metadata });
    const startedAt = performance.now();
    let code = 'OK';
    try {
      answer(null, await (tracing ? asServerSpan(path, metadata, run) : run()));
    } catch (error) {
      const failure = failureOf(error, path, { log, toRpcError });
      code = failure.code;
      answer(toStatus(failure));
    }
    if (log.isLevelEnabled('debug')) log.debug({ path, code, ms: performance.now() - startedAt }, 'rpc');
  };

/** Responses go out as fast as the caller takes them. The stream ends with the caller, with the server, or by itself. */
const streamHandler =
  (
    path: string,
    method: Streaming,
    { log, toRpcError, maxStallMs = DEFAULT_STALL_MS }: ServeOptions,
    closing: AbortSignal,
  ): handleServerStreamingCall<never, unknown> =>
  async (call) => {
    const gone = new AbortController();
    call.once('cancelled', () => gone.abort());
    const signal = AbortSignal.any([gone.signal, closing]);
    try {
      for await (const response of method(call.request, { path, metadata: call.metadata, signal })) {
        if (signal.aborted) break;
        if (!call.write(response)) await drained(call, signal, maxStallMs);
      }
      call.end();
    } catch (error) {
      if (signal.aborted) call.end();
      else call.emit('error', toStatus(failureOf(error, path, { log, toRpcError })));
    }
  };

/** @throws {RpcError} RESOURCE_EXHAUSTED: the caller is there, but does not read. */
const drained = async (call: EventEmitter, signal: AbortSignal, maxStallMs: number): Promise<void> => {
  const stalled = new AbortController();
  const timer = setTimeout(() => stalled.abort(), maxStallMs);
  try {
    await once(call, 'drain', { signal: AbortSignal.any([signal, stalled.signal]) });
  } catch (error) {
    if (!stalled.signal.aborted || signal.aborted) throw error;
    throw new RpcError('RESOURCE_EXHAUSTED', `nothing was read for ${maxStallMs} ms`);
  } finally {
    clearTimeout(timer);
  }
};

/** An error as its caller gets it; one that nobody knows is a bug, and logged. */
const failureOf = (
  error: unknown,
  path: string,
  { log, toRpcError }: Pick<ServeOptions, 'log'> & { toRpcError: ServeOptions['toRpcError'] | undefined },
): RpcError => {
  const known = error instanceof RpcError ? error : toRpcError?.(error);
  if (known) return known;
  log.error({ err: error, path }, 'a method failed');
  return new RpcError('INTERNAL', error instanceof Error ? error.message : String(error));
};

const drain = async (server: Server): Promise<void> => {
  const cut = setTimeout(() => server.forceShutdown(), DRAIN_MS);
  await new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  clearTimeout(cut);
};
