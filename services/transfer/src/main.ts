import { callControl, directory, media, transfer } from '@cordboard/contracts';
import {
  connectBus,
  consumePartitions,
  consumeTimers,
  ensureStream,
  onStatus,
  partitionOf,
  publish,
  StateStore,
  streams,
  Timers,
} from '@cordboard/messaging';
import { every, grpcClient, isRpcError, runService, serveGrpc } from '@cordboard/service';
import { Accounts, forgetChanged } from './adapters/accounts.ts';
import { toInput } from './adapters/call-facts.ts';
import { execute } from './adapters/commands.ts';
import { toRpcError, transferService } from './adapters/grpc.ts';
import { afterReconnection, CallTimers, queueTimer } from './adapters/timers.ts';
import { toFact } from './adapters/transfer-facts.ts';
import { TransferWatch } from './adapters/transfer-watch.ts';
import { forgetOrphans } from './app/forget-orphans.ts';
import { type TransferRecord, transfers } from './app/transfers.ts';
import { parseConfig } from './config.ts';

const OWNER = 'transfer';
/** Milliseconds between two looks for transfers of calls that are no more. */
const FORGET_EVERY_MS = 60_000;

await runService(
  OWNER,
  async ({ log, env, onStop, ready }) => {
    const config = parseConfig(env);
    const bus = await connectBus({ servers: config.NATS_URL, name: OWNER });
    onStop(() => bus.close());
    await Promise.all(
      [streams.sip, streams.calls, streams.transfers].map((stream) => ensureStream(bus, stream)),
    );

    const clients = {
      callControl: grpcClient(callControl.CallControlServiceClient, config.CALL_CONTROL_ADDRESS),
      mediaControl: grpcClient(media.MediaControlServiceClient, config.MEDIA_CONTROL_ADDRESS),
      directory: grpcClient(directory.DirectoryServiceClient, config.DIRECTORY_ADDRESS),
    };
    onStop(() => Object.values(clients).forEach((client) => client.close()));
    const accounts = new Accounts(clients.directory);
    const timers = new CallTimers(new Timers(bus, { owner: OWNER }));
    const services = { ...clients, accounts, timers, log };
    forgetChanged(bus, accounts, log);

    const store = await StateStore.open<TransferRecord>(bus, { bucket: 'transfers' });
    store.watch({ written: (callId) => timers.forget(callId), missed: () => timers.forgetAll() });
    const workflow = transfers({
      store,
      publish: async (callId, event, id) => {
        const fact = toFact(callId, event);
        if (!fact) return;
        await publish(bus, {
          subject: `transfer.${partitionOf(callId)}.${callId}.${fact.name}`,
          data: JSON.stringify(transfer.TransferEvent.toJSON(fact.event)),
          id,
        });
      },
      execute: (callId, command) => execute(services, callId, command),
      log,
    });

    const facts = await consumePartitions(bus, {
      stream: streams.calls.name,
      durable: OWNER,
      filters: (partition) => [`call.${partition}.>`],
      key: ({ tokens }) => tokens[2] ?? '',
      handle: async (delivery) => {
        const callId = delivery.tokens[2] ?? '';
        const input = await toInput(delivery, accounts);
        if (input?.type === 'TimerDue') timers.forget(callId);
        if (input) await workflow.handle(callId, delivery.id, input);
      },
      log,
    });
    onStop(() => facts.stop());
    const kamailioIsBack = afterReconnection(bus);
    const dueTimers = await consumeTimers(bus, {
      owner: OWNER,
      handle: async (timer) => {
        // Most timers come to nothing: their transfer is over long before.
        if (!(await workflow.peek(timer.key))) return;
        await kamailioIsBack();
        await queueTimer(bus, timer);
      },
      log,
    });
    onStop(() => dueTimers.stop());

    const stored = async function* () {
      for await (const { key, value } of store.list()) yield { callId: key, state: value.state };
    };
    const orphanage = {
      stored,
      exists: (callId: string) =>
        clients.callControl.getCall({ callId }).then(
          () => true,
          (error: unknown) => {
            if (isRpcError(error, 'NOT_FOUND')) return false;
            throw error;
          },
        ),
      end: (callId: string) =>
        workflow.handle(callId, `orphan:${Date.now()}`, { type: 'CallEnded', at: Date.now() }),
      log,
    };
    const forgetting = every(FORGET_EVERY_MS, () => forgetOrphans(orphanage), log);
    onStop(() => forgetting.stop());
    void onStatus(bus, ['reconnect'], () => forgetting.soon());

    const service = transferService({
      stored,
      transfers: workflow,
      watch: new TransferWatch({ bus, maxWatchers: config.MAX_WATCHERS }),
      callControl: clients.callControl,
      accounts,
    });
    const server = await serveGrpc({ listen: config.GRPC_LISTEN, services: [service], toRpcError, log });
    onStop(() => server.close());
    ready();
  },
  { healthListen: '127.0.0.1:8103' },
);
