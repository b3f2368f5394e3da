import { headers } from '@nats-io/transport-node';
import type { Bus } from './bus.ts';
import type { Delivery } from './delivery.ts';

/** Keep a message that could not be handled, on `dead.<stream>`, with where it came from and why. */
export const buryMessage = async (
  { js }: Bus,
  {
    stream,
    consumer,
    delivery,
    reason,
  }: { stream: string; consumer: string; delivery: Delivery; reason: string },
): Promise<void> => {
  const about = headers();
  about.set('Cordboard-Subject', delivery.subject);
  about.set('Cordboard-Sequence', String(delivery.sequence));
  about.set('Cordboard-Consumer', consumer);
  about.set('Cordboard-Reason', reason.replaceAll(/[\r\n]+/g, ' '));
  // The id makes a second burial, after a crash between burial and acknowledgement, vanish.
  await js.publish(`dead.${stream}`, delivery.data, { headers: about, msgID: `${consumer}/${delivery.id}` });
};
