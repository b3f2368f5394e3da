import { createHash } from 'node:crypto';
import { call, directory as directoryContract, media as mediaContract } from '@cordboard/contracts';
import { KamailioJsonRpc } from '@cordboard/kamailio-jsonrpc';
import {
  connectBus,
  consume,
  consumePartitions,
  consumeTimers,
  createWorkflow,
  ensureStream,
  onStatus,
  partitionOf,
  publish,
  StateStore,
  streams,
  Timers,
  type WorkflowRecord,
} from '@cordboard/messaging';
import { asSpan, every, grpcClient, runService, serveGrpc } from '@cordboard/service';
import { type CallFact, callFact } from './adapters/call-events.ts';
import { CallWatch } from './adapters/call-watch.ts';
import { Directory } from './adapters/directory.ts';
import { callControlService, toRpcError } from './adapters/grpc.ts';
import { Lines } from './adapters/lines.ts';
import { Media } from './adapters/media.ts';
import { StoredOffNetPlaces } from './adapters/off-net-places.ts';
import { PlainCalls } from './adapters/plain-calls.ts';
import { StartedCalls } from './adapters/started-calls.ts';
import { allCalls } from './app/all-calls.ts';
import { anchorAgain } from './app/anchor-again.ts';
import { CallControl } from './app/call-control.ts';
import { CallStarter } from './app/call-starter.ts';
import { execute, UnknownNode } from './app/execute.ts';
import { reportMissedHangUps } from './app/missed-hang-ups.ts';
import { OffNetSweep } from './app/off-net-sweep.ts';
import { sweep } from './app/sweep.ts';
import { Traces } from './app/traces.ts';
import { parseConfig } from './config.ts';
import { absent, type State } from './domain/call.ts';
import { decide } from './domain/decider.ts';
import { evolve } from './domain/evolve.ts';
import type { Event, Input, TimerName } from './domain/messages.ts';
import { nodeOf, type Order } from './domain/order.ts';

/** The inputs by which somebody takes a call in hand: from then on the call belongs to his trace. */
const beginnings: readonly Input['type'][] = [
  'AnchorRequested',
  'ReleaseRequested',
  'OriginateRequested',
  'StartRequested',
];

/** A name for a timer: any text as one word of a subject. */
const wordOf = (text: string): string => createHash('md5').update(text).digest('hex');

/** What fires: a timer of a leg, or what another call has handed on, under an id of its own. */
type Due = { inputId?: string } & ({ type: TimerName; legId: string } | Input);

await runService(
  'call-control',
  async ({ log, env, onStop, ready }) => {
    const config = parseConfig(env);
    const bus = await connectBus({ servers: config.NATS_URL, name: 'call-control' });
    onStop(() => bus.close());
    await Promise.all(
      [streams.sip, streams.sipDialogs, streams.calls].map((stream) => ensureStream(bus, stream)),
    );

    const lines = new Map(
      [...config.KAMAILIO_NODES].map(([node, url]) => {
        const rpc = new KamailioJsonRpc({ url, secret: config.KAMAILIO_SECRET });
        onStop(() => rpc.close());
        const { SIP_ADDRESS: sipAddress, ORIGINATION_SECRET: originationSecret } = config;
        return [node, new Lines({ rpc, sipAddress, originationSecret, log })] as const;
      }),
    );
    const mediaControl = grpcClient(mediaContract.MediaControlServiceClient, config.MEDIA_CONTROL_ADDRESS);
    onStop(() => mediaControl.close());
    const media = new Media(mediaControl);

    const directory = grpcClient(directoryContract.DirectoryServiceClient, config.DIRECTORY_ADDRESS);
    onStop(() => directory.close());

    const plainCalls = new PlainCalls(bus, lines);
    const store = await StateStore.open<WorkflowRecord<State, Event, Order>>(bus, { bucket: 'calls' });
    const started = await StartedCalls.open(bus);
    const offNet = await StoredOffNetPlaces.open(bus);
    const timers = new Timers(bus, { owner: 'call-control' });
    const tell = (callId: string, name: string, data: Uint8Array | string, id: string) =>
      publish(bus, { subject: `call.${partitionOf(callId)}.${callId}.${name}`, data, id: `call:${id}` });
    const publishFact = (callId: string, { name, event }: CallFact, id: string) =>
      tell(callId, name, JSON.stringify(call.CallEvent.toJSON(event)), id);

    const wake = (callId: string, name: TimerName, legId: string, at: number) =>
      timers.schedule({ key: callId, name: `${name}-${legId}`, at, payload: { type: name, legId } });

    const workflow = createWorkflow<Input, State, Event, Order>({
      store,
      log,
      initial: (_, last) => (last?.status === 'Merged' ? last : absent),
      decide: (input, state) => {
        const { events, commands } = decide(input, state);
        const orders = commands.map((command) => ({ node: nodeOf(input, state, command), command }));
        return { events: [...events], commands: orders };
      },
      evolve,
      isFinal: ({ status }) => status !== 'Anchored',
      adoptsTrace: ({ type }) => beginnings.includes(type),
      publish: async (callId, events, inputId, state) => {
        const facts = events.flatMap((event, index) => {
          const fact = callFact(callId, event, state);
          return fact === undefined ? [] : [publishFact(callId, fact, `${callId}:${inputId}:${index}`)];
        });
        await Promise.all(facts); // sent in this order, acknowledged together
      },
      execute: (callId, { node, command }, commandId) => {
        const lineOf = (): Lines => {
          const line = lines.get(node);
          if (line === undefined) throw new UnknownNode(node);
          return line;
        };
        const remember = (requestId: string) => started.remember(requestId);
        const taken = (id: string, sipCallId: string) => plainCalls.taken(id, node, sipCallId);
        const wakeHere = (name: TimerName, legId: string, at: number) => wake(callId, name, legId, at);
        const handOn = (to: string, input: Input, once = `${callId}:${commandId}`) =>
          timers.schedule({
            key: to,
            name: wordOf(once),
            at: Date.now(),
            payload: { ...input, inputId: once },
          });
        return asSpan(command.type, { 'cordboard.call': callId, 'kamailio.node': node }, () =>
          execute({ lines: lineOf, media, offNet, remember, wake: wakeHere, handOn, taken }, command),
        );
      },
    });

    const calls = async function* () {
      for await (const { value } of store.list()) yield value.state;
    };
    const traces = new Traces(workflow);
    const control = new CallControl({
      workflow,
      traces,
      plainCalls,
      media,
      secret: config.ORIGINATION_SECRET,
      publish: publishFact,
      passOn: (callId, name, { data, id }) => tell(callId, name, data, id),
      wake,
    });

    const facts = await consumePartitions(bus, {
      stream: streams.sip.name,
      durable: 'call-control',
      filters: (partition) => [`sip.*.${partition}.>`],
      key: ({ tokens }) => tokens[3] ?? '',
      handle: (delivery) => control.onFact(delivery),
      origin: (delivery) => traces.originOf(delivery),
      log,
    });
    onStop(() => facts.stop());
    const starts = await consume(bus, {
      stream: streams.sip.name,
      durable: 'call-control-starts',
      filters: ['sip.*.started'],
      key: ({ tokens }) => tokens[1] ?? '',
      handle: ({ tokens, id }) =>
        anchorAgain(tokens[1] ?? '', {
          calls: calls(),
          lines,
          report: (callId, doubt) => control.onInput(callId, `${id}:${doubt.legId}`, doubt),
          log,
        }),
      log,
    });
    onStop(() => starts.stop());
    const fired = await consumeTimers(bus, {
      owner: 'call-control',
      handle: ({ key, id, payload }) => {
        const { inputId = id, ...input } = payload as Due;
        return control.onInput(key, inputId, { ...input, at: Date.now() });
      },
      log,
    });
    onStop(() => fired.stop());
    const report = (callId: string, found: Extract<Input, { legId: string }>) =>
      control.onInput(callId, `${found.type}:${found.legId}:${found.at}`, found);
    const peek = (callId: string) => workflow.peek(callId);
    const offNetSweep = new OffNetSweep(calls, offNet, log);
    // Each by itself: one that waits for somebody who is away holds up none of the others.
    const looks = [
      () => reportMissedHangUps({ lines: lines.values(), calls, peek, report, log }),
      () => sweep({ calls, media, report, silenceMs: config.SILENCE_MS, log }),
      () => offNetSweep.look(),
    ].map((look) => every(config.SWEEP_MS, look, log));
    for (const look of looks) onStop(() => look.stop());
    // A NATS that was killed may bring back calls that have long been over, and has lost what it was given last.
    void onStatus(bus, ['reconnect'], () => {
      for (const look of looks) look.soon();
    });

    const starter = new CallStarter({
      workflow,
      media,
      directory: new Directory(directory),
      started,
      node: [...config.KAMAILIO_NODES.keys()][0] ?? '',
      secret: config.ORIGINATION_SECRET,
    });
    const listed = () => allCalls({ plainCalls, media, anchored: calls });
    const server = await serveGrpc({
      listen: config.GRPC_LISTEN,
      services: [
        callControlService({
          control,
          starter,
          calls: listed,
          watch: new CallWatch({
            bus,
            calls: (callId) => (callId === '' ? listed() : control.callIfThere(callId)),
            maxWatchers: config.MAX_WATCHERS,
          }),
        }),
      ],
      toRpcError,
      log,
    });
    onStop(() => server.close());
    ready();
  },
  { healthListen: '127.0.0.1:8101' },
);
