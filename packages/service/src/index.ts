/** What the main of every service needs: configuration, log, telemetry, health, gRPC and a graceful stop. */
export { ConfigError, parseEnv } from './config.ts';
export { address, list, milliseconds, namedUrls, url, wholeNumber } from './config-types.ts';
export { every, type Recurring } from './every.ts';
export { validCallId, validLegId, validName } from './grpc/arguments.ts';
export {
  type CallOptions,
  type ClientOptions,
  grpcClient,
  type RpcClient,
  type StreamOptions,
} from './grpc/client.ts';
export { invalidArgument } from './grpc/invalid-argument.ts';
export { isRpcError, type RpcCode, type RpcDetails, RpcError } from './grpc/rpc-error.ts';
export {
  type GrpcServer,
  type Implementation,
  type RpcContext,
  type ServeOptions,
  type Service,
  type StreamContext,
  serveGrpc,
  service,
} from './grpc/server.ts';
export { type RunOptions, type Runtime, runService } from './run-service.ts';
export { asSpan } from './span.ts';
export { within } from './within.ts';
