import { randomUUID } from 'node:crypto';
import { credentials, type Headers, type SipMessage, uriOf } from './sip-message.ts';
import { SipPeer } from './sip-peer.ts';

/** An established dialog, from one party's side (RFC 3261 §12). */
export type PhoneDialog = {
  readonly callId: string;
  readonly local: string;
  readonly remote: string;
  readonly target: string;
  readonly routes: readonly string[];
  cseq: number;
};

/** An account's phone: registers, calls, answers. Its SDP names a port of its own, nothing more. */
export class Phone {
  readonly peer: SipPeer;
  readonly user: string;
  readonly domain: string;
  readonly tag = randomUUID();

  constructor(peer: SipPeer, user: string, domain = 'demo.test') {
    this.peer = peer;
    this.user = user;
    this.domain = domain;
  }

  get aor(): string {
    return `sip:${this.user}@${this.domain}`;
  }

  get contact(): readonly [string, string] {
    const transport = this.peer.protocol === 'TCP' ? ';transport=tcp' : '';
    return ['Contact', `<sip:${this.user}@${this.peer.advertised}${transport}>`];
  }

  get sdp(): string {
    const { host, port } = this.peer;
    return `v=0\r\no=- 1 1 IN IP4 ${host}\r\ns=-\r\nc=IN IP4 ${host}\r\nt=0 0\r\nm=audio ${port + 1} RTP/AVP 8 101\r\na=rtpmap:101 telephone-event/8000\r\n`;
  }

  /** @throws {Error} Its contact stays, and would be called in what comes next. */
  async unregister(): Promise<void> {
    const { status, startLine } = await this.register(`demo-${this.user}`, 0);
    if (status !== 200) throw new Error(`${this.user} cannot unregister: ${startLine}`);
  }

  /** @returns the final response. */
  async register(password = `demo-${this.user}`, expires = 60): Promise<SipMessage> {
    return this.#challenged('REGISTER', `sip:${this.domain}`, this.aor, password, [
      this.contact,
      ['Expires', `${expires}`],
    ]);
  }

  /** Send an INVITE with credentials; its responses are the caller's to wait for. */
  async invite(
    uri: string,
    headers: Headers = [],
    callId: string = randomUUID(),
    sdp: string = this.sdp,
  ): Promise<string> {
    await this.#challenged(
      'INVITE',
      uri,
      uri,
      `demo-${this.user}`,
      [this.contact, ...(sdp === '' ? [] : [['Content-Type', 'application/sdp'] as const]), ...headers],
      sdp,
      callId,
    );
    return callId;
  }

  /** Send an INVITE whose From names somebody else, with our own credentials. */
  async inviteAs(user: string, uri: string): Promise<void> {
    await this.#challenged('INVITE', uri, uri, `demo-${this.user}`, [this.contact], '', randomUUID(), user);
  }

  /** Cancel a pending INVITE to that URI, known by a provisional response (RFC 3261 §9.1). */
  cancel(provisional: SipMessage, uri: string): void {
    const branch = /branch=z9hG4bK([^;]+)/.exec(provisional.header('Via'))?.[1] ?? '';
    const headers: Headers = [
      ['From', provisional.header('From')],
      ['To', provisional.header('To')],
      ['Call-ID', provisional.header('Call-ID')],
      ['CSeq', `${Number.parseInt(provisional.header('CSeq'), 10)} CANCEL`],
    ];
    this.peer.request('CANCEL', uri, headers, '', branch);
  }

  /** Answer a request with 200 and our SDP, or another one. */
  answer(invite: SipMessage, headers: Headers = [], sdp: string = this.sdp): void {
    this.peer.respond(
      invite,
      [200, 'OK'],
      this.tag,
      [this.contact, ['Content-Type', 'application/sdp'], ...headers],
      sdp,
    );
  }

  /** Acknowledge a 2xx, and know the dialog. */
  acknowledge(ok: SipMessage, headers: Headers = [], body = ''): PhoneDialog {
    const dialog = this.early(ok);
    this.acknowledgeIn(dialog, headers, body);
    return dialog;
  }

  /** The dialog that a response to our INVITE makes, early or not (RFC 3261 §12.1.2). */
  early(response: SipMessage): PhoneDialog {
    return {
      callId: response.header('Call-ID'),
      local: response.header('From'),
      remote: response.header('To'),
      target: uriOf(response.header('Contact')),
      routes: response.all('Record-Route').reverse(),
      cseq: Number.parseInt(response.header('CSeq'), 10),
    };
  }

  /** Acknowledge the 2xx of the last request in a dialog, a re-INVITE. */
  acknowledgeIn(dialog: PhoneDialog, headers: Headers = [], body = ''): void {
    this.#inDialog(dialog, 'ACK', dialog.cseq, headers, body);
  }

  /** The callee's side of a dialog. */
  dialogOf(invite: SipMessage): PhoneDialog {
    return {
      callId: invite.header('Call-ID'),
      local: `${invite.header('To')};tag=${this.tag}`,
      remote: invite.header('From'),
      target: uriOf(invite.header('Contact')),
      routes: invite.all('Record-Route'),
      cseq: 0,
    };
  }

  /** A request in a dialog. */
  inDialog(dialog: PhoneDialog, method: string, headers: Headers = [], body = ''): void {
    dialog.cseq += 1;
    this.#inDialog(dialog, method, dialog.cseq, headers, body);
  }

  #inDialog(dialog: PhoneDialog, method: string, cseq: number, headers: Headers, body: string): void {
    const { callId, local, remote, target, routes } = dialog;
    this.peer.request(
      method,
      target,
      [
        ...routes.map((route) => ['Route', route] as const),
        ['From', local],
        ['To', remote],
        ['Call-ID', callId],
        ['CSeq', `${cseq} ${method}`],
        ...(headers.some(([name]) => name === 'Contact') ? [] : [this.contact]), // it may have moved
        ...headers,
      ],
      body,
    );
  }

  async #challenged(
    method: string,
    uri: string,
    to: string,
    password: string,
    headers: Headers,
    body = '',
    callId: string = randomUUID(),
    from: string = this.user,
  ): Promise<SipMessage> {
    const send = (cseq: number, more: Headers) =>
      this.peer.request(
        method,
        uri,
        [
          ['From', `"Anna \\"101\\" Żak" <sip:${from}@${this.domain}>;tag=${this.tag}`],
          ['To', `<${to}>`],
          ['Call-ID', callId],
          ['CSeq', `${cseq} ${method}`],
          ...headers,
          ...more,
        ],
        body,
      );
    send(1, []);
    const challenge = await this.peer.next(
      'challenge',
      ({ status, header }) => (status === 401 || status === 407) && header('Call-ID') === callId,
    );
    const proxy = challenge.status === 407;
    const answer = credentials(challenge.header(proxy ? 'Proxy-Authenticate' : 'WWW-Authenticate'), {
      username: this.user,
      password,
      method,
      uri,
    });
    send(2, [[proxy ? 'Proxy-Authorization' : 'Authorization', answer]]);
    if (method === 'INVITE') return challenge;
    return this.peer.next(
      'final response',
      ({ status, header }) => status >= 200 && header('Call-ID') === callId,
    );
  }
}
