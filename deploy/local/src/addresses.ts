/** Where everything listens in the stack's network namespace. */

/** The stack's own address: SIP, gRPC, NATS. */
export const HOST = '10.99.0.1';

export const addresses = {
  sip: `${HOST}:5060`,
  nats: `${HOST}:4222`,
  callControl: `${HOST}:7001`,
  mediaControl: `${HOST}:7002`,
  transfer: `${HOST}:7003`,
  directory: `${HOST}:7004`,
  /** Of other networks nothing is reachable, and of this one only the services know the secret. */
  kamailioRpc: '127.0.0.1:5061',
  rtpengine: '127.0.0.1:2223',
  postgres: '127.0.0.1:5432',
  callControlHealth: '127.0.0.1:8101',
  mediaControlHealth: '127.0.0.1:8102',
  transferHealth: '127.0.0.1:8103',
  directoryHealth: '127.0.0.1:8104',
} as const;
