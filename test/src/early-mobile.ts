import { randomBytes, randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { type Sound, tone } from './ears/sounds.ts';
import { sine } from './ears/synthesis.ts';
import { encodeALaw, pcmaType } from './network/g711.ts';
import { headerValues, parseSip, type SipMessage } from './network/sip-message.ts';

/** Milliseconds and samples of a packet. */
const PACKET_MS = 20;
const SAMPLES = 160;

/** What can be chosen about it. */
export interface EarlyMobileOptions {
  /** E.164 with its plus. */
  number: string;
  /** What the network plays before the answer, and what the mobile sends from then on, in Hz. */
  earlyHz: number;
  toneHz: number;
  /** IP address of the carrier and of the mobile; the carrier listens on port 5060. Default 10.99.0.2. */
  address?: string;
}

/**
 * A mobile whose network is heard before it answers (183 with SDP, RFC 3960 §3.1). baresip does not send sound then, so
 * this one is a few lines of SIP: it registers with the carrier and takes one call, without hurry, and answers when told.
 */
export class EarlyMobile implements AsyncDisposable {
  readonly early: Sound;
  readonly tone: Sound;
  /** Resolves when the call has come, and the network can be heard. */
  readonly called: Promise<void>;
  /** Resolves when the other side has hung up. */
  readonly closed: Promise<void>;
  readonly #sip: Socket;
  readonly #rtp: Socket;
  readonly #options: Required<EarlyMobileOptions>;
  readonly #tag = randomBytes(6).toString('hex');
  readonly #onCall: () => void;
  readonly #onClose: () => void;
  #registrations = 0;
  #invite: SipMessage | undefined;
  #payload: Buffer;
  #talking: NodeJS.Timeout | undefined;

  private constructor(sip: Socket, rtp: Socket, options: Required<EarlyMobileOptions>) {
    this.#sip = sip;
    this.#rtp = rtp;
    this.#options = options;
    this.early = tone(options.earlyHz);
    this.tone = tone(options.toneHz);
    this.#payload = packetOf(options.earlyHz);
    const called = Promise.withResolvers<void>();
    const closed = Promise.withResolvers<void>();
    [this.called, this.#onCall] = [called.promise, called.resolve];
    [this.closed, this.#onClose] = [closed.promise, closed.resolve];
    sip.on('message', (data, { address, port }) => {
      const message = parseSip(data.toString(), {
        at: 0,
        transport: 'udp',
        from: `${address}:${port}`,
        to: '',
      });
      if (message?.status === 0) this.#receive(message);
    });
  }

  static async start({ address = '10.99.0.2', ...options }: EarlyMobileOptions): Promise<EarlyMobile> {
    const [sip, rtp] = await Promise.all([bound(address), bound(address)]);
    const mobile = new EarlyMobile(sip, rtp, { ...options, address });
    await mobile.#register(60);
    return mobile;
  }

  /** Answer the call; from now on the mobile's own tone is heard. */
  answer(): void {
    if (!this.#invite) throw new Error(`${this.#options.number} has no call to answer`);
    this.#payload = packetOf(this.#options.toneHz);
    this.#reply(this.#invite, '200 OK', this.#sdp);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#talking);
    await this.#register(0);
    this.#sip.close();
    this.#rtp.close();
  }

  #receive(request: SipMessage): void {
    switch (request.method) {
      case 'INVITE':
        if (this.#invite) return; // a retransmission
        this.#invite = request;
        this.#talk(request.body);
        this.#reply(request, '183 Session Progress', this.#sdp);
        return this.#onCall();
      case 'CANCEL':
        this.#reply(request, '200 OK');
        if (this.#invite) this.#reply(this.#invite, '487 Request Terminated');
        return this.#close();
      case 'BYE':
        this.#reply(request, '200 OK');
        return this.#close();
    }
  }

  #close(): void {
    clearInterval(this.#talking);
    this.#onClose();
  }

  /** Sends a packet every 20 ms to where an SDP says (RFC 4566 §5.7, §5.14). */
  #talk(sdp: string): void {
    const host = /^c=IN IP4 (\S+)/m.exec(sdp)?.[1];
    const port = Number(/^m=audio (\d+)/m.exec(sdp)?.[1]);
    let sent = 0;
    const ssrc = randomInt(2 ** 32);
    this.#talking = setInterval(() => {
      const header = Buffer.from([0x80, pcmaType, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
      header.writeUInt16BE(sent & 0xffff, 2);
      header.writeUInt32BE((sent * SAMPLES) >>> 0, 4);
      header.writeUInt32BE(ssrc, 8);
      this.#rtp.send([header, this.#payload], port, host);
      sent += 1;
    }, PACKET_MS);
  }

  /** @param expires - Seconds; 0 ends it, so that nobody calls a mobile that has gone. */
  async #register(expires: number): Promise<void> {
    const { number, address } = this.#options;
    const who = `<sip:${number}@carrier.test>`;
    this.#send([
      'REGISTER sip:carrier.test SIP/2.0',
      `Via: SIP/2.0/UDP ${address}:${this.#sip.address().port};branch=z9hG4bK${randomBytes(8).toString('hex')}`,
      'Max-Forwards: 70',
      `From: ${who};tag=${this.#tag}`,
      `To: ${who}`,
      `Call-ID: ${this.#tag}`,
      `CSeq: ${++this.#registrations} REGISTER`,
      `Contact: ${this.#contact}`,
      `Expires: ${expires}`,
    ]);
    await once(this.#sip, 'message');
  }

  #reply(request: SipMessage, status: string, sdp = ''): void {
    const copied = (name: string) =>
      headerValues(request, name.toLowerCase()).map((value) => `${name}: ${value}`);
    const tag = request.toTag === '' ? `;tag=${this.#tag}` : '';
    this.#send(
      [
        `SIP/2.0 ${status}`,
        ...['Via', 'Record-Route', 'From', 'Call-ID', 'CSeq'].flatMap(copied),
        ...copied('To').map((line) => line + tag),
        `Contact: ${this.#contact}`,
        ...(sdp === '' ? [] : ['Content-Type: application/sdp']),
      ],
      sdp,
    );
  }

  #send(lines: readonly string[], body = ''): void {
    const text = [...lines, `Content-Length: ${body.length}`, '', body].join('\r\n');
    this.#sip.send(text, 5060, this.#options.address);
  }

  get #contact(): string {
    const { number, address } = this.#options;
    return `<sip:${number}@${address}:${this.#sip.address().port}>`;
  }

  get #sdp(): string {
    const { address } = this.#options;
    const media = `m=audio ${this.#rtp.address().port} RTP/AVP ${pcmaType}`;
    return `v=0\r\no=- 1 1 IN IP4 ${address}\r\ns=-\r\nc=IN IP4 ${address}\r\nt=0 0\r\n${media}\r\n`;
  }
}

const bound = async (address: string): Promise<Socket> => {
  const socket = createSocket('udp4').bind(0, address);
  await once(socket, 'listening');
  return socket;
};

/** A packet of a tone; phones' tones have whole periods in it, so that it can be sent again and again. */
const packetOf = (hz: number): Buffer => Buffer.from(Uint8Array.from(sine(hz, PACKET_MS), encodeALaw));
