import { connectBus } from '../src/index.ts';

/** Do something, and tell which filters it named in its reads of a stream, "" for none. */
export const filtersOfReads = async (
  servers: string,
  stream: string,
  work: () => Promise<void>,
): Promise<ReadonlySet<string>> => {
  const listener = await connectBus({ servers, name: 'listener' });
  const filters = new Set<string>();
  listener.nc.subscribe(`$JS.API.DIRECT.GET.${stream}`, {
    callback: (_, message) => void filters.add(message.json<{ next_by_subj?: string }>().next_by_subj ?? ''),
  });
  await listener.nc.flush();
  await work();
  await listener.nc.flush(); // whatever the server has heard is here before its answer to this
  await listener.close();
  return filters;
};
