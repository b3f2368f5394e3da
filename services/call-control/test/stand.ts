import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { callControl } from '@cordboard/contracts';
import { KamailioJsonRpc, KamailioUnreachable } from '@cordboard/kamailio-jsonrpc';
import { Facts } from '@cordboard/kamailio-jsonrpc/testing/facts';
import { Phone, type PhoneDialog } from '@cordboard/kamailio-jsonrpc/testing/phone';
import { md5, type SipMessage } from '@cordboard/kamailio-jsonrpc/testing/sip-message';
import { SipPeer } from '@cordboard/kamailio-jsonrpc/testing/sip-peer';
import { udp } from '@cordboard/kamailio-jsonrpc/testing/transports';
import { addresses, HOST, type Stack, startStack } from '@cordboard/local';
import { type Bus, connectBus } from '@cordboard/messaging';
import { grpcClient, type RpcClient } from '@cordboard/service';

const PROXY = { host: HOST, port: 5060 };
const CARRIER = { host: '10.99.0.2', port: 5060 };

/** Kamailio is being started again, and our connection to it is one of before. */
const unlessAway = (error: unknown): 'away' => {
  if (error instanceof KamailioUnreachable) return 'away';
  throw error;
};

/** One party's side of an anchored call. */
export interface Side {
  readonly phone: Phone;
  readonly dialog: PhoneDialog;
}

/** Who calls whom; `answer`: headers of the callee's 200. */
export interface CallOptions {
  readonly from?: string;
  readonly to?: string;
  readonly answer?: readonly (readonly [string, string])[];
  /** Default: one that nobody knows. */
  readonly sipCallId?: string;
}

/** A call between two phones. */
export interface TwoPartyCall {
  /** As docs/events.md derives it. */
  readonly callId: string;
  readonly sipCallId: string;
  readonly caller: Side;
  readonly callee: Side;
}

/** The whole stack, phones that speak bare SIP, and the view that other services have of call-control. */
export class Stand {
  readonly stack: Stack;
  readonly bus: Bus;
  readonly sipFacts: Facts;
  readonly callFacts: Facts;
  readonly rpc: RpcClient<typeof callControl.CallControlServiceService>;
  readonly #kamailio: KamailioJsonRpc;
  readonly #phones: Phone[] = [];
  readonly #carriers: Phone[] = [];

  private constructor(stack: Stack, bus: Bus, sipFacts: Facts, callFacts: Facts) {
    this.stack = stack;
    this.bus = bus;
    this.sipFacts = sipFacts;
    this.callFacts = callFacts;
    this.#kamailio = new KamailioJsonRpc({
      url: `http://${addresses.kamailioRpc}/RPC`,
      secret: stack.kamailioSecret,
    });
    this.rpc = grpcClient(callControl.CallControlServiceClient, addresses.callControl);
  }

  static async start(): Promise<Stand> {
    const stack = await startStack();
    const [bus, sipFacts, callFacts] = await Promise.all([
      connectBus({ servers: addresses.nats, name: 'spec' }),
      Facts.subscribe(addresses.nats),
      Facts.subscribe(addresses.nats, 'call.>'),
    ]);
    return new Stand(stack, bus, sipFacts, callFacts);
  }

  /** A phone that is registered. */
  async phone(user: string): Promise<Phone> {
    const phone = new Phone(new SipPeer(await udp(PROXY, { host: HOST, port: 0 })), user);
    const { status, startLine } = await phone.register();
    if (status !== 200) throw new Error(`${user} cannot register: ${startLine}`);
    this.#phones.push(phone);
    return phone;
  }

  /** The other end of the tenant's trunk. */
  async carrier(): Promise<Phone> {
    const carrier = new Phone(new SipPeer(await udp(PROXY, CARRIER)), 'carrier', CARRIER.host);
    this.#carriers.push(carrier);
    return carrier;
  }

  /** 101 has called 103, and the call is anchored. */
  async anchored(options: CallOptions = {}): Promise<TwoPartyCall> {
    const call = await this.plain(options);
    const { call: told } = await this.rpc.anchor({ callId: call.callId, releaseLegId: '' });
    assert.equal(told?.anchored, true);
    return call;
  }

  /** 101 has called 103. */
  async plain({ from = '101', to = '103', answer = [], ...chosen }: CallOptions = {}): Promise<TwoPartyCall> {
    const [anna, celina] = await Promise.all([this.phone(from), this.phone(to)]);
    const supported = ['Supported', 'timer'] as const;
    const sipCallId = await anna.invite(`sip:${to}@demo.test`, [supported], chosen.sipCallId);
    const invite = await celina.peer.nextRequest('INVITE');
    celina.answer(invite, answer);
    const caller = { phone: anna, dialog: anna.acknowledge(await anna.peer.nextResponse(200, 'INVITE')) };
    await celina.peer.nextRequest('ACK');
    await this.sipFacts.next('dialog', { sipCallId, state: 'answered' });
    const callId = md5(sipCallId).slice(0, 16);
    return { callId, sipCallId, caller, callee: { phone: celina, dialog: celina.dialogOf(invite) } };
  }

  /** The caller hangs up; both are out of the call, and nothing is left of it. */
  async hangUp({ callId, caller, callee }: TwoPartyCall): Promise<void> {
    caller.phone.inDialog(caller.dialog, 'BYE');
    await caller.phone.peer.nextResponse(200, 'BYE');
    await this.isHungUp(callee);
    await this.callFacts.next('call-ended', { callId });
    const { calls } = await this.rpc.listCalls({});
    assert.deepEqual(
      calls.filter((call) => call.callId === callId),
      [],
    );
  }

  /** A customer has called an account's DID over the trunk. */
  async fromTrunk(to: string): Promise<TwoPartyCall> {
    const [carrier, phone] = await Promise.all([this.carrier(), this.phone(to)]);
    const sipCallId = randomUUID();
    const did = `sip:+48221000${to}@${HOST}`;
    carrier.peer.request(
      'INVITE',
      did,
      [
        ['From', `<sip:+48600100200@${carrier.domain}>;tag=${carrier.tag}`],
        ['To', `<${did}>`],
        ['Call-ID', sipCallId],
        ['CSeq', '1 INVITE'],
        carrier.contact,
        ['Content-Type', 'application/sdp'],
      ],
      carrier.sdp,
    );
    const invite = await phone.peer.nextRequest('INVITE');
    phone.answer(invite);
    const dialog = carrier.acknowledge(await carrier.peer.nextResponse(200, 'INVITE'));
    await phone.peer.nextRequest('ACK');
    await this.sipFacts.next('dialog', { sipCallId, state: 'answered' });
    const callId = md5(sipCallId).slice(0, 16);
    return {
      callId,
      sipCallId,
      caller: { phone: carrier, dialog },
      callee: { phone, dialog: phone.dialogOf(invite) },
    };
  }

  /** Wait until Kamailio knows a dialog as one of this call's; undefined: as nobody's. */
  async isAnchoredAs(sipCallId: string, callId: string | undefined): Promise<void> {
    const deadline = Date.now() + 8_000;
    for (;;) {
      const found = await this.#kamailio.getHashEntry('anchored', sipCallId).catch(unlessAway);
      if (found === callId) return;
      assert.ok(Date.now() < deadline, `${sipCallId} is anchored as ${found}, not as ${callId}`);
      await delay(5);
    }
  }

  /** The next request of that phone's dialog is our BYE. */
  async isHungUp({ phone }: { phone: Phone; dialog?: PhoneDialog }): Promise<SipMessage> {
    const bye = await phone.peer.nextRequest('BYE');
    phone.peer.respond(bye, [200, 'OK'], phone.tag);
    return bye;
  }

  /** Log the phones of one test out. */
  async clear(): Promise<void> {
    for (const phone of this.#phones.splice(0)) {
      await phone.unregister();
      phone.peer.close();
    }
    for (const { peer } of this.#carriers.splice(0)) peer.close();
  }

  async stop(): Promise<void> {
    this.rpc.close();
    await Promise.all([
      this.#kamailio.close(),
      this.bus.close(),
      this.sipFacts.close(),
      this.callFacts.close(),
    ]);
    await this.stack.stop();
  }
}
