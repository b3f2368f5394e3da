import type { Stack } from '@cordboard/local';

/** The environment in which call-control looks for lost legs every second. */
export const quickSweep = { SWEEP_MS: '1000', SILENCE_MS: '5000' };

/** Let call-control look for lost legs every second instead of twice a minute. */
export const withQuickSweep = async (stack: Stack, act: () => Promise<void>): Promise<void> => {
  await stack.kill('call-control', 'SIGTERM'); // which hands its partitions over
  await stack.start('call-control', quickSweep);
  try {
    await act();
  } finally {
    await stack.kill('call-control', 'SIGTERM');
    await stack.start('call-control');
  }
};
