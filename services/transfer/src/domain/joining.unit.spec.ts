import assert from 'node:assert/strict';
import { join } from './joining.ts';
import { samples, target } from './testing/samples.ts';

describe('two who have been put together', () => {
  const shown = (showsPeers: boolean) => {
    const { transferor, ...transfer } = samples.Consulting;
    const account = { ...transferor.account, showsPeers };
    const { commands } = join({ ...transfer, transferor: { ...transferor, account } }, target, 0);
    return commands.flatMap((command) => (command.type === 'ShowPeers' ? [command.peerLegId] : []));
  };

  it('are shown each other where some phone of the tenant wants that', () => {
    assert.deepEqual(shown(true), [target.legId]);
  });

  it('cost nobody a question where none does', () => {
    assert.deepEqual(shown(false), []);
  });
});
