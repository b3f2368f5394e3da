import assert from 'node:assert/strict';
import { account, hash } from './testing/samples.ts';
import { Story } from './testing/story.ts';

const by = { ...account, profile: hash };

/** Three in a conference, by # number # and # again. */
const conferring = () => {
  const story = new Story();
  story.press('#103#', { by });
  story.resolves('103');
  const { ringingLegId: target } = story;
  story.answers(target);
  const said = story.press('#', { by });
  return { story, target, said };
};

describe('a conference', () => {
  it('has all three hear one another', () => {
    assert.equal(
      conferring().said,
      'TransferConferred: transferor hears transferee and target, transferee hears transferor and target, target hears transferor and transferee',
    );
  });

  it('is no second one at another #', () => {
    const { story } = conferring();
    assert.equal(story.press('#', { by }), '');
  });

  it('goes on without the transferor', () => {
    const { story } = conferring();
    assert.match(
      story.happens({ type: 'LegEnded', legId: 'callee' }),
      /^TransferCompleted, TransferEnded completed: .*bridge transferee target/,
    );
    assert(story.over);
  });

  it('goes on without the target', () => {
    const { story, target } = conferring();
    assert.match(
      story.happens({ type: 'LegEnded', legId: target }),
      /^TransferReturned, TransferEnded returned: .*bridge transferor transferee/,
    );
    assert(story.over);
  });

  it('goes on without the transferee', () => {
    const { story } = conferring();
    assert.match(
      story.happens({ type: 'LegEnded', legId: 'caller' }),
      /^TransferEnded conference-left: .*bridge transferor target/,
    );
    assert(story.over);
  });

  it('ends at *, without the target', () => {
    const { story } = conferring();
    assert.match(story.press('*', { by }), /^TransferReturned, .*hang up target/);
  });

  it('of which two leave at once hangs up the third', () => {
    const { story, target } = conferring();
    story.happens({ type: 'LegEnded', legId: 'callee' });
    const command = { type: 'Bridge', legId: 'caller', partnerLegId: target } as const;
    assert.match(story.happens({ type: 'CommandFailed', command }), /hang up transferee, hang up target/);
  });
});
