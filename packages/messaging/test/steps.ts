/**
 * A process with a workflow that dies (kill -9, by its own hand) at a place that its parent names: after the state is
 * saved and before anything is carried out, or in the middle of that.
 */
import {
  connectBus,
  consumePartitions,
  createWorkflow,
  publish,
  StateStore,
  type WorkflowRecord,
} from '../src/index.ts';
import { recordingLog } from './until.ts';

type Input = { digit: string };
export type Dialled = { digits: string };

const [servers = '', diesAt = ''] = process.argv.slice(2);

const dieAt = (place: string): void => {
  if (place === diesAt) process.kill(process.pid, 'SIGKILL');
};

process.on('disconnect', () => process.exit());
const bus = await connectBus({ servers, name: 'steps' });
const log = recordingLog();
const store = await StateStore.open<WorkflowRecord<Dialled, Input, Input>>(bus, { bucket: 'steps' });
const workflow = createWorkflow<Input, Dialled, Input, Input>({
  store: {
    load: (key) => store.load(key),
    async save(key, value, revision, options) {
      const saved = await store.save(key, value, revision, options);
      dieAt(options?.final ? 'final' : 'saved');
      return saved;
    },
    watch: (watcher) => store.watch(watcher),
  },
  initial: () => ({ digits: '' }),
  decide: (input) => ({ events: [input], commands: [input] }),
  evolve: ({ digits }, { digit }) => ({ digits: digits + digit }),
  isFinal: ({ digits }) => digits.endsWith('#'),
  async publish(key, events, inputId) {
    await Promise.all(
      events.map(({ digit }, index) =>
        publish(bus, { subject: `transfer.0.${key}.dialled`, data: digit, id: `${inputId}#${index}` }),
      ),
    );
    dieAt('published');
  },
  async execute(key, { digit }, commandId) {
    await publish(bus, { subject: `transfer.0.${key}.executed`, data: digit, id: commandId });
    dieAt('executed');
    return undefined;
  },
  log,
});
await consumePartitions(bus, {
  stream: 'CALLS',
  durable: 'steps',
  filters: (partition) => [`call.${partition}.>`],
  key: ({ tokens }) => tokens[2] ?? '',
  handle: async (delivery) =>
    void (await workflow.handle(delivery.tokens[2] ?? '', delivery.id, delivery.json())),
  log,
});
