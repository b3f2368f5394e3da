import assert from 'node:assert/strict';
import type { Recording } from '../domain/catalogue.ts';
import { UnknownParty } from '../domain/errors.ts';
import { Announcements } from './announcements.ts';
import type { Board } from './board.ts';

describe('announcements', () => {
  const party = { mediaCall: 'call', tag: 'A' };
  const other = { mediaCall: 'call', tag: 'B' };
  const made = (path: string): Promise<Recording> => Promise.resolve({ path, durationMs: 500 });
  const announced = (recording: Promise<Recording>, of = party) => ({ party: of, recording, repeat: false });
  const failure = new Error('no voice');

  let did: string[];
  let announcements: Announcements;
  beforeEach(() => {
    did = [];
    const board: Pick<Board, 'carryOut'> = {
      carryOut: async (command) => {
        did.push(command.type === 'Play' ? `play ${command.file}` : command.type);
      },
    };
    announcements = new Announcements(board as Board);
  });
  const arrange = async (): Promise<void> => {
    did.push('arrange');
  };

  it('are played after the arrangement, also where they were made before', async () => {
    await announcements.during([announced(made('text'))], arrange);
    assert.deepEqual([did, announcements.expected], [['arrange', 'play text'], 0]);
  });

  it('are not played to a party for which something else was arranged', async () => {
    const { promise, resolve } = Promise.withResolvers<Recording>();
    const playing = announcements.during([announced(promise)], arrange);
    announcements.forget([party]);
    await announcements.during([announced(made('later'))], arrange);
    resolve({ path: 'earlier', durationMs: 500 });
    await playing;
    assert.deepEqual([did, announcements.expected], [['arrange', 'arrange', 'play later'], 0]);
  });

  it('are forgotten, made or not, where the arrangement fails', async () => {
    const never = new Promise<Recording>(() => {});
    await assert.rejects(
      announcements.during([announced(never), announced(Promise.reject(failure), other)], () =>
        Promise.reject(new UnknownParty('call', 'A')),
      ),
      UnknownParty,
    );
    assert.deepEqual([did, announcements.expected], [[], 0]);
  });

  it('of which one cannot be made are played to the others', async () => {
    const { promise, resolve } = Promise.withResolvers<Recording>();
    await assert.rejects(
      announcements.during([announced(Promise.reject(failure)), announced(promise, other)], arrange),
      failure,
    );
    assert.equal(announcements.expected, 1);
    resolve({ path: 'text', durationMs: 500 });
    await new Promise(setImmediate);
    assert.deepEqual([did, announcements.expected], [['arrange', 'play text'], 0]);
  });
});
