import assert from 'node:assert/strict';
import { limits } from './limits.ts';
import { account, call, telecube } from './testing/samples.ts';
import { Story } from './testing/story.ts';

/** As far as the target's phone ringing, attended. */
const ringing = () => {
  const story = new Story();
  story.press('*103#');
  story.resolves('103');
  return story;
};

describe('an attended transfer', () => {
  it('goes from * to the target and the transferee talking', () => {
    const story = new Story();
    assert.match(
      story.press('*'),
      /transferee hears hold-music, transferor hears transfer pl, anchor and release/,
    );
    assert.match(story.press('1'), /transferor hears nothing/);
    assert.match(story.press('03'), /^DigitCollected: timer/);
    assert.match(story.press('#'), /resolve 103/);
    assert.match(story.resolves('103'), /dial sip:103@demo.test/);
    const { ringingLegId: legId } = story;
    assert.match(story.happens({ type: 'LegRinging', legId }), /transferor hears ringback/);
    assert.match(story.answers(legId), /transferor hears target, target hears transferor/);
    assert.match(
      story.happens({ type: 'LegEnded', legId: 'callee' }),
      /^TransferCompleted, TransferEnded completed: transferee hears target/,
    );
    assert(story.over);
  });

  it('dials after numberTimeoutMs without a terminator', () => {
    const story = new Story();
    story.press('*103');
    assert.match(story.waits(), /resolve 103/);
  });

  it('waits on when the timer of an earlier digit fires', () => {
    const story = new Story();
    story.press('*1');
    assert('deadlineAt' in story.state);
    const { deadlineAt } = story.state;
    story.press('0');
    assert.equal(story.timer(deadlineAt), `: timer deadline ${deadlineAt + 100}`);
    assert.match(story.waits(), /resolve 10/);
  });

  it('lets early media replace the ringback, and not the other way round', () => {
    const story = ringing();
    const { ringingLegId: legId } = story;
    const party = { mediaCall: legId, tag: 'target-500' };
    story.happens({ type: 'LegRinging', legId });
    assert.equal(story.happens({ type: 'LegRinging', legId }), '');
    assert.match(
      story.happens({ type: 'LegEarlyMedia', legId, party }),
      /transferor hears target, target hears nothing/,
    );
    assert.equal(story.happens({ type: 'LegEarlyMedia', legId, party }), '');
    assert.equal(story.happens({ type: 'LegRinging', legId }), '');
  });
});

describe('returning', () => {
  it('by ** during number entry', () => {
    const story = new Story();
    story.press('*1');
    assert.match(
      story.press('**'),
      /^KeysDropped, TransferReturned, TransferEnded returned: .*bridge transferor transferee/,
    );
    assert(story.over);
  });

  it('not by two * with a digit between them', () => {
    const story = new Story();
    story.press('*');
    assert.match(story.press('*1'), /^KeysDropped, DigitCollected/);
    assert.equal(story.press('*'), 'KeysHeld');
  });

  it('by ** while the target rings, whose late answer is hung up', () => {
    const story = ringing();
    const { ringingLegId: legId } = story;
    assert.match(story.press('**'), /TransferReturned, TransferEnded returned, LegGivenUp: .*hang up target/);
    assert.match(story.answers(legId), /hang up target/);
    assert(!story.over);
    story.happens({ type: 'LegEnded', legId });
    assert(story.over);
  });

  it('by a ** that began while the target rang and is whole after its answer', () => {
    const story = ringing();
    const { ringingLegId: targetLegId } = story;
    story.press('*');
    story.answers(targetLegId);
    assert.match(story.press('*'), /TransferReturned, .*hang up target/);
  });

  it('by ** during the consultation', () => {
    const story = ringing();
    const { ringingLegId: targetLegId } = story;
    story.answers(targetLegId);
    assert.match(story.press('**'), /TransferReturned, .*hang up target/);
    story.happens({ type: 'LegEnded', legId: targetLegId });
    assert(story.over);
  });

  it('by ** out of the message about a failure', () => {
    const story = ringing();
    story.happens({ type: 'LegFailed', legId: story.ringingLegId, cause: 'rejected', sipStatus: 603 });
    assert.match(story.press('**'), /TransferReturned/);
  });
});

describe('a ** when the two are together again', () => {
  const consulting = () => {
    const story = ringing();
    const { ringingLegId: targetLegId } = story;
    story.answers(targetLegId);
    return { story, targetLegId };
  };
  /** The target has hung up. */
  const returned = () => {
    const { story, targetLegId } = consulting();
    assert.match(story.happens({ type: 'LegEnded', legId: targetLegId }), /TransferEnded returned/);
    return story;
  };

  it('does nothing after the message about a failure, however often it is pressed', () => {
    const story = ringing();
    story.happens({ type: 'LegFailed', legId: story.ringingLegId, cause: 'busy', sipStatus: 486 });
    assert.match(story.waits(), /TransferEnded returned busy/);
    for (let times = 0; times < 3; times++) {
      assert.match(story.press('*'), /^CodeBegun: timer code-callee/);
      assert.equal(story.press('*'), 'CodeDropped');
    }
    assert(story.over);
  });

  it('does nothing after the target has hung up', () => {
    const story = returned();
    assert.equal(story.press('**'), 'CodeDropped');
    assert(story.over);
  });

  it('does nothing after a **', () => {
    const { story } = consulting();
    assert.match(story.press('**'), /TransferEnded returned/);
    assert.equal(story.press('**'), 'CodeDropped');
  });

  it('does nothing where its first * came before', () => {
    const { story, targetLegId } = consulting();
    story.press('*');
    story.happens({ type: 'LegEnded', legId: targetLegId });
    assert.equal(story.press('*'), 'CodeDropped');
  });

  it('does nothing where only its first * came in time', () => {
    const story = returned();
    story.timer(limits.lateReturnMs + 400); // 500 ms after the start, and 100 before the end
    assert.match(story.press('*'), /^CodeBegun/);
    assert.equal(story.press('*'), 'CodeDropped');
  });

  it('starts a transfer when the time is over', () => {
    const story = returned();
    story.timer(limits.lateReturnMs + 2_000);
    assert.match(story.press('*'), /TransferStarted/);
  });

  it('starts a transfer when the other party presses it', () => {
    const by = { ...account, account: '102@demo.test' };
    assert.match(returned().press('*', { legId: 'caller', by }), /TransferStarted/);
  });

  it('is none where a number follows the first *', () => {
    const story = returned();
    story.press('*');
    assert.match(story.press('1'), /TransferStarted, DigitCollected/);
    assert.match(story.press('03#'), /resolve 103/);
  });

  it('is none where nothing follows the first *', () => {
    const story = returned();
    const dueAt = Number(/\d+$/.exec(story.press('*'))?.[0]);
    assert.match(story.timer(dueAt), /^CodeDropped, TransferStarted/);
  });
});

describe('a blind transfer', () => {
  const dialled = () => {
    const story = new Story();
    story.press('##104#');
    return { story, said: story.resolves('104') };
  };

  it('needs two # within interdigitMs', () => {
    const slow = new Story({ stepMs: telecube.interdigitMs + 1 });
    assert.equal(slow.press('##'), 'CodeBegun');
    assert.match(new Story().press('##'), /TransferStarted/);
  });

  it('disconnects the transferor once dialling starts, and joins at the answer', () => {
    const { story, said } = dialled();
    assert.match(said, /dial sip:104@demo.test .*hang up transferor/);
    assert.equal(story.happens({ type: 'LegEnded', legId: 'callee' }), 'GivenUpLegGone');
    assert.match(
      story.answers(story.ringingLegId),
      /TransferCompleted, TransferEnded completed: transferee hears target.*bridge transferee target/,
    );
    assert(story.over);
  });

  it('asks again for an unknown number, for the transferor is still there', () => {
    const story = new Story();
    story.press('##999#');
    const said = story.happens({ type: 'NumberRefused', dialled: '999', cause: 'unknown-number' });
    assert.match(said, /try-again/);
    story.press('104#');
    assert.match(story.resolves('104'), /hang up transferor/);
  });

  it('apologises to the transferee when the target fails, then hangs him up after the message', () => {
    const { story } = dialled();
    story.happens({ type: 'LegFailed', legId: story.ringingLegId, cause: 'busy', sipStatus: 486 });
    story.speaks(3_000);
    assert.match(story.waits(), /^TransferEnded apologised busy.*hang up transferee/);
    story.happens({ type: 'LegEnded', legId: 'callee' });
    story.happens({ type: 'LegEnded', legId: 'caller' });
    assert(story.over);
  });
});

describe('what the transferor is told of a failed target', () => {
  const told = [
    ['busy', 'target-busy'],
    ['no-answer', 'target-no-answer'],
    ['rejected', 'target-rejected'],
    ['unavailable', 'target-unavailable'],
    ['unknown-number', 'unknown-number'],
    ['not-allowed', 'not-allowed'],
    ['error', 'transfer-failed'],
  ] as const;
  for (const [cause, message] of told) {
    it(`${cause}: ${message}, then he is back with the transferee`, () => {
      const story = ringing();
      const said = story.happens({ type: 'LegFailed', legId: story.ringingLegId, cause, sipStatus: 486 });
      assert.match(said, new RegExp(`transferor hears ${message} pl`));
      story.speaks(1_500);
      assert.match(story.waits(), /^TransferReturned/);
      assert(story.over);
    });
  }
});

describe('tries', () => {
  it('end with the transferee after the last, whatever went wrong with each', () => {
    const story = new Story();
    story.press('*');
    assert.match(story.waits(), /try-again/);
    assert.match(story.press('#'), /try-again/);
    story.press('999#');
    const said = story.happens({ type: 'NumberRefused', dialled: '999', cause: 'not-allowed' });
    assert.match(
      said,
      /^TransferFailed not-allowed, TransferReturned, TransferEnded returned not-allowed: transferor hears transferee/,
    );
    assert(story.over);
  });

  it('begin with an empty number each', () => {
    const story = new Story();
    story.press('*999#');
    story.happens({ type: 'NumberRefused', dialled: '999', cause: 'unknown-number' });
    assert.match(story.press('1'), /transferor hears nothing/);
    assert.match(story.press('#'), /resolve 1,/);
  });

  it('ignore an answer about a number that is no longer asked for', () => {
    const story = new Story();
    story.press('*12#');
    assert.equal(story.resolves('11'), '');
  });
});

describe('a semi-attended transfer', () => {
  it('by hanging up with a number entered', () => {
    const story = new Story();
    story.press('*103');
    assert.match(story.happens({ type: 'LegEnded', legId: 'callee' }), /resolve 103/);
    assert.match(story.resolves('103'), /^TargetDialled: dial sip:103@demo.test as sip:101@demo.test, timer/);
    assert.match(story.answers(story.ringingLegId), /TransferCompleted/);
  });

  it('by hanging up while the target rings, in either order with its answer', () => {
    const hangsUpFirst = ringing();
    const first = hangsUpFirst.ringingLegId;
    hangsUpFirst.happens({ type: 'LegEnded', legId: 'callee' });
    assert.match(hangsUpFirst.answers(first), /TransferCompleted/);
    assert.equal(hangsUpFirst.answers(first), '');

    const answersFirst = ringing();
    answersFirst.answers(answersFirst.ringingLegId);
    assert.match(answersFirst.happens({ type: 'LegEnded', legId: 'callee' }), /TransferCompleted/);
    assert.equal(answersFirst.happens({ type: 'LegEnded', legId: 'callee' }), '');
  });
});

describe('two sides with an account each', () => {
  const other = { ...account, account: '102@demo.test' };

  it('may both start; the first code that is whole wins', () => {
    const story = new Story();
    story.press('#');
    story.press('#', { legId: 'caller', by: other });
    assert.match(story.press('#'), /TransferStarted/);
    assert.equal(story.press('#', { legId: 'caller', by: other }), '');
  });

  it('let the former target start the next transfer', () => {
    const story = ringing();
    const { ringingLegId: targetLegId } = story;
    story.answers(targetLegId);
    story.happens({ type: 'LegEnded', legId: 'callee' });
    const leg = (legId: string, partnerLegId: string) => ({
      legId,
      party: { mediaCall: 'm', tag: legId },
      number: '',
      displayName: '',
      account: '',
      answered: true,
      partnerLegId,
    });
    const now = {
      ...call,
      anchored: true,
      legs: [leg('caller', targetLegId), leg(targetLegId, 'caller')],
    };
    assert.match(story.press('*', { legId: targetLegId, by: other, in: now }), /transferee hears hold-music/);
    assert(!story.over);
  });
});

describe('a profile in which a start code begins the other', () => {
  const profile = { ...telecube, startBlind: '**' };
  const by = { ...account, profile };

  it('starts when the wait for the longer code is over', () => {
    const story = new Story();
    assert.equal(story.press('*', { by }), 'CodeBegun: timer code-callee 1100');
    assert.match(story.timer(1_100), /^CodeDropped, TransferStarted/);
  });

  it('takes the next digit as the first of the number', () => {
    const story = new Story();
    assert.match(story.press('*7', { by }), /TransferStarted, DigitCollected/);
    assert.equal(story.timer(1_100), ': timer deadline 3200');
    assert.match(story.press('#', { by }), /resolve 7/);
  });
});

describe('a profile in which returning begins a longer code', () => {
  const profile = { ...telecube, return: '*', terminator: '*#' };
  const by = { ...account, profile };

  it('returns at a second key, which starts no transfer in the same breath', () => {
    const story = new Story();
    story.press('*1', { by });
    assert.match(story.press('*', { by }), /^KeysHeld: timer code-callee/);
    assert.match(story.press('*', { by }), /TransferReturned, TransferEnded returned: [^:]*$/);
    assert(story.over);
  });

  it('returns to nobody who has hung up while the key waited for the longer code', () => {
    const story = new Story();
    story.press('*1', { by });
    assert.equal(story.press('*', { by }), 'KeysHeld: timer code-callee 1300');
    assert.match(story.happens({ type: 'LegEnded', legId: 'callee' }), /^NumberEntered, TransferorLeft/);
    assert.equal(story.timer(1_300), ': timer deadline 10400');
    assert.match(story.resolves('1'), /^TargetDialled: dial sip:1@demo.test/);
  });
});
