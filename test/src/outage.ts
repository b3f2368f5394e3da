import type { ComponentName, Stack } from '@cordboard/local';

/** Kill a component at once, do something meanwhile, and start it again, whatever came of that. */
export const whileDown = async (
  stack: Stack,
  component: ComponentName,
  act: () => Promise<unknown> = async () => {},
): Promise<void> => {
  await stack.kill(component);
  try {
    await act();
  } finally {
    await stack.start(component);
  }
};
