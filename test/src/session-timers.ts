import { addresses } from '@cordboard/local';
import { connectBus } from '@cordboard/messaging';

/**
 * Let the session timer of a leg fire now: the message that JetStream would deliver after half the interval, or shortly before
 * its end, which no test can wait for (RFC 4028 §5: an interval has 90 s at least).
 */
export const fireSessionTimer = async (callId: string, legId: string): Promise<void> => {
  const bus = await connectBus({ servers: addresses.nats, name: 'laboratory' });
  try {
    const payload = { type: 'SessionDue', legId };
    await bus.js.publish(
      `timer.call-control.fired.${callId}.SessionDue-${legId}`,
      JSON.stringify({ at: Date.now(), payload }),
    );
  } finally {
    await bus.close();
  }
};
