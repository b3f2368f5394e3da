export * from './errors.ts';
export type { SipHeader } from './headers.ts';
export { KamailioJsonRpc } from './kamailio-jsonrpc.ts';
export { type RemoteTarget, resolveRemoteTarget } from './remote-target.ts';
export type { Dialog, SipReply, SipRequest } from './requests.ts';
export type { RpcOptions } from './rpc-transport.ts';
