import { callControl, transfer } from '@cordboard/contracts';
import { KamailioJsonRpc } from '@cordboard/kamailio-jsonrpc';
import { addresses, type Stack } from '@cordboard/local';
import { type Bus, connectBus, Places } from '@cordboard/messaging';
import { RtpengineClient } from '@cordboard/rtpengine-ng';
import { grpcClient } from '@cordboard/service';
import { waitUntil } from './clock.ts';

const lookEveryMs = 50;

/** Looks into every place where a call that is over could have left something. */
export class Leftovers {
  readonly #kamailio: KamailioJsonRpc;
  readonly #rtpengine: RtpengineClient;
  readonly #callControl = grpcClient(callControl.CallControlServiceClient, addresses.callControl);
  readonly #transfer = grpcClient(transfer.TransferServiceClient, addresses.transfer);
  readonly #bus: Bus;
  readonly #offNet: Places;

  private constructor(kamailio: KamailioJsonRpc, rtpengine: RtpengineClient, bus: Bus, offNet: Places) {
    this.#kamailio = kamailio;
    this.#rtpengine = rtpengine;
    this.#bus = bus;
    this.#offNet = offNet;
  }

  static async open(stack: Stack): Promise<Leftovers> {
    const [host = '', port] = addresses.rtpengine.split(':');
    const bus = await connectBus({ servers: addresses.nats, name: 'laboratory' });
    return new Leftovers(
      new KamailioJsonRpc({ url: `http://${addresses.kamailioRpc}/RPC`, secret: stack.kamailioSecret }),
      await RtpengineClient.open({ host, port: Number(port) }),
      bus,
      await Places.open(bus, { name: 'off-net' }),
    );
  }

  /**
   * Wait until nothing is left: no dialog in Kamailio, plain or anchored, no call in rtpengine, none in call-control, no transfer,
   * no off-net leg that counts.
   *
   * @param known - What does not count, for it was there before.
   * @throws {DeadlineExceeded} Names what is left.
   */
  async expectNone(known: readonly string[] = [], withinMs = 3_000): Promise<void> {
    let left: string[] = [];
    const isNone = async () => {
      left = (await this.find()).filter((line) => !known.includes(line));
      return left.length === 0;
    };
    const missing = () => `left after the last hang-up:\n  ${left.join('\n  ')}`;
    await waitUntil(isNone, { withinMs, everyMs: lookEveryMs, missing });
  }

  async close(): Promise<void> {
    this.#callControl.close();
    this.#transfer.close();
    await Promise.all([this.#kamailio.close(), this.#rtpengine.close(), this.#bus.close()]);
  }

  async #offNetLegs(): Promise<string[]> {
    const legs: string[] = [];
    for await (const { owner, holder } of this.#offNet.list())
      legs.push(`call-control: off-net leg ${holder} of ${owner}`);
    return legs;
  }

  /** What is there now, a line a thing. */
  async find(): Promise<string[]> {
    const [dialogs, anchored, media, { calls }, { transfers }, offNet] = await Promise.all([
      this.#kamailio.listDialogs(),
      this.#kamailio.listHashKeys('anchored'),
      this.#rtpengine.list(),
      this.#callControl.listCalls({}),
      this.#transfer.listTransfers({}),
      this.#offNetLegs(),
    ]);
    return [
      ...dialogs.map(({ callId, state }) => `Kamailio: dialog ${callId} in state ${state}`),
      ...anchored.map((callId) => `Kamailio: dialog ${callId} is anchored`),
      ...media.map((callId) => `rtpengine: call ${callId}`),
      ...calls.map(
        ({ callId, legs }) =>
          `call-control: call ${callId}, ${legs.map((l) => `${l.legId} ${l.state}`).join(', ')}`,
      ),
      ...offNet,
      ...transfers.map(({ callId, status }) => `transfer: ${callId} is ${status}`),
    ];
  }
}
