/** A client of rtpengine's control protocol "ng". */
export { BencodeError, decode, encode } from './bencode.ts';
export { RtpengineClient } from './client.ts';
export { CommandTooLarge, RtpengineClosed, RtpengineError, RtpengineTimeout } from './errors.ts';
export type * from './messages.ts';
export { NgSocket, type NgSocketOptions } from './ng-socket.ts';
