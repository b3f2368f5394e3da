/** Where one baresip process listens, and the ports that it may use. */
export interface BaresipPlace {
  /** IP address of its SIP and RTP sockets. */
  address: string;
  sipPort: number;
  /** First and last UDP port of RTP and RTCP. */
  rtpPorts: readonly [number, number];
  /** TCP port of the control socket, on 127.0.0.1. */
  controlPort: number;
}

/**
 * baresip's main configuration.
 *
 * No player, no display, no jitter buffer: what a phone hears is measured on the wire, which costs the phone nothing.
 * The sine source runs at 48 kHz only, so `ausrc_srate` is that, and baresip resamples to G.711's 8 kHz.
 */
export const baresipConfig = (place: BaresipPlace): string =>
  [
    'poll_method epoll',
    `sip_listen ${place.address}:${place.sipPort}`,
    `net_interface ${place.address}`,
    'call_local_timeout 300',
    'call_max_calls 64',
    'call_hold_other_calls no',
    'audio_path /nonexistent',
    'audio_source ausine,1000',
    'ausrc_srate 48000',
    'ausrc_channels 1',
    'auplay_channels 1',
    `rtp_ports ${place.rtpPorts[0]}-${place.rtpPorts[1]}`,
    'rtp_timeout 0',
    'rtp_stats no',
    'jitter_buffer_type off',
    'statmode_default off',
    'module_path /usr/lib/baresip/modules',
    'module g711.so',
    'module ausine.so',
    'module_tmp account.so',
    'module_app ctrl_tcp.so',
    'module_app menu.so',
    `ctrl_tcp_listen 127.0.0.1:${place.controlPort}`,
    '',
  ].join('\n');

/** One SIP account of a baresip process. */
export interface BaresipAccount {
  user: string;
  domain: string;
  /** Digest password; without one the account does not register. */
  password?: string | undefined;
  /** `host:port` of the outbound proxy. */
  proxy?: string | undefined;
  transport: 'udp' | 'tcp';
  /** Frequency of the tone that this account's calls send, in Hz. */
  toneHz: number;
  dtmf: 'rfc4733' | 'info';
  /** Answers incoming calls at once. */
  autoAnswer: boolean;
}

/** The account as a line of baresip's accounts file; also the argument of its command `uanew`. */
export const baresipAccount = (account: BaresipAccount): string => {
  const parameters = [
    `audio_source=ausine,${account.toneHz}`,
    'audio_codecs=PCMA/8000/1,PCMU/8000/1',
    `answermode=${account.autoAnswer ? 'auto' : 'manual'}`,
    `dtmfmode=${account.dtmf === 'info' ? 'info' : 'rtpevent'}`,
    'ptime=20',
    'mwi=no',
  ];
  if (account.proxy) parameters.push(`outbound="sip:${account.proxy};transport=${account.transport}"`);
  parameters.push(account.password ? `auth_pass=${account.password};regint=3600` : 'regint=0');
  return `<${addressOfRecord(account)}>;${parameters.join(';')}`;
};

/** `sip:user@domain`, by which baresip's events name the account. */
export const addressOfRecord = (account: { user: string; domain: string }): string =>
  `sip:${account.user}@${account.domain}`;
