/**
 * A replica of a service, as a process that can be killed. It consumes CALLS and tells its parent, before
 * it acknowledges, what it has handled.
 */
import { connectBus, consumePartitions } from '../src/index.ts';
import { recordingLog } from './until.ts';

/** What a replica tells. */
export type Handled = { name: string; key: string; n: number };

const [servers = '', name = '', durable = ''] = process.argv.slice(2);

const tell = (message: Handled | 'ready' | 'stopped'): Promise<void> =>
  new Promise((resolve) => process.send?.(message, () => resolve()));

process.on('disconnect', () => process.exit());
const bus = await connectBus({ servers, name });
const consumption = await consumePartitions(bus, {
  stream: 'CALLS',
  durable,
  filters: (partition) => [`call.${partition}.>`],
  key: ({ tokens }) => tokens[2] ?? '',
  log: recordingLog(),
  handle: async (delivery) => {
    const { n } = delivery.json<{ n: number }>();
    await tell({ name, key: delivery.tokens[2] ?? '', n });
  },
});
process.on('message', async () => {
  await consumption.stop();
  await bus.close();
  await tell('stopped');
});
await tell('ready');
