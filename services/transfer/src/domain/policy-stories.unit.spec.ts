import assert from 'node:assert/strict';
import type { Account, FailurePolicy } from './account.ts';
import { toTransfereeOf } from './state.ts';
import { account, withPolicy } from './testing/samples.ts';
import { Story } from './testing/story.ts';

const giveBack = {
  action: 'return',
  toTransferor: { recording: 'back-to-you' },
  toTransferee: { text: 'Nikt nie odbiera' },
  ringTimeoutMs: 20_000,
  ifUnanswered: 'apologise',
} as const satisfies FailurePolicy;

/** As far as the target's phone ringing, attended; the transferor may have gone. */
const ringing = (by: Account, { unattended = false } = {}) => {
  const story = new Story();
  story.press('*103#', { by });
  story.resolves('103');
  if (unattended) story.happens({ type: 'LegEnded', legId: 'callee' });
  return story;
};
const busy = (story: Story) =>
  story.happens({ type: 'LegFailed', legId: story.ringingLegId, cause: 'busy', sipStatus: 486 });

describe('a message that cannot be played', () => {
  /** The message that was asked for, as a command that failed. */
  const failing = (story: Story, name: string, instead?: string) => {
    const { state } = story;
    assert('spoken' in state);
    const sound = { name };
    const hears = { type: 'Audio', sound, language: 'pl', domain: 'demo.test', repeat: false } as const;
    const hearings = [{ party: { mediaCall: 'm', tag: 'callee' }, hears }];
    const command = { type: 'Arrange', hearings, timed: state.spoken, held: false } as const;
    return story.happens({
      type: 'CommandFailed',
      command: instead === undefined ? command : { ...command, instead },
    });
  };

  it('gives way to the built-in one, and that to what follows', () => {
    const story = ringing(withPolicy({ ...giveBack, toTransferee: null }));
    busy(story);
    assert.match(failing(story, 'back-to-you', 'target-busy'), /hears target-busy pl/);
    assert.match(failing(story, 'target-busy'), /^AudioTimed: timer deadline \d+$/);
    assert.match(story.waits(), /^TransferReturned, TransferEnded returned busy/);
  });

  it('is no matter once its state is over', () => {
    const story = ringing(withPolicy({ ...giveBack, toTransferee: null }));
    busy(story);
    const { state } = story;
    assert('spoken' in state);
    const { spoken } = state;
    story.waits();
    const command = { type: 'Arrange', hearings: [], timed: spoken, held: false } as const;
    assert.equal(story.happens({ type: 'CommandFailed', command }), '');
  });
});

describe('a policy of return', () => {
  it('tells both, plays music on behind the transferee’s message, and puts them together', () => {
    const story = ringing(withPolicy(giveBack));
    const said = busy(story);
    assert.match(said, /transferor hears back-to-you pl, transferee hears "Nikt nie odbiera" pl/);
    const { state } = story;
    assert(state.status === 'ExplainingFailure' && state.toTransferee);
    const { spoken } = state.toTransferee;
    assert.match(story.happens({ type: 'AudioStarted', audio: spoken, durationMs: 900 }), /timer music/);
    story.speaks(2_000);
    assert(story.state.status === 'ExplainingFailure' && story.state.toTransferee);
    const { musicAt } = story.state.toTransferee;
    assert.match(story.timer(musicAt), /^MusicResumed: transferee hears hold-music$/);
    assert.match(story.waits(), /^TransferReturned, TransferEnded returned busy/);
  });

  it('rings the phone of a transferor who has gone, and shows him the transferee', () => {
    const story = ringing(withPolicy(giveBack), { unattended: true });
    const said = busy(story);
    assert.match(
      said,
      /^TransferFailed busy, RecallStarted: dial sip:101@demo.test as sip:\+48600100200@demo.test/,
    );
    assert.match(said, /transferee hears "Nikt nie odbiera" pl/);
    const { ringingLegId } = story;
    assert.match(story.answers(ringingLegId), /transferor again hears back-to-you pl/);
    story.speaks(2_000);
    assert.match(story.waits(), /bridge transferor again transferee/);
    assert(story.over);
  });

  it('apologises when the recall is not answered, and hangs up a phone that answers too late', () => {
    const story = ringing(withPolicy(giveBack), { unattended: true });
    busy(story);
    const { ringingLegId } = story;
    assert.match(story.waits(), /ApologyGiven: hang up transferor again, transferee hears apology/);
    assert.match(story.answers(ringingLegId), /^: hang up transferor again$/);
  });

  it('of a target whose answer crosses our CANCEL and a recall that is answered makes one conversation', () => {
    const story = ringing(account, { unattended: true });
    const { ringingLegId: target } = story;
    assert.match(story.waits(), /hang up target, dial sip:101@demo.test/);
    const { ringingLegId: recall } = story;
    assert.match(story.answers(recall), /transferor again hears target-no-answer/);
    assert.equal(story.answers(target), ': hang up target');
    assert.match(story.waits(), /bridge transferor again transferee/);
  });

  it('stops ringing when the transferee hangs up', () => {
    const story = ringing(account, { unattended: true });
    busy(story);
    assert.match(
      story.happens({ type: 'LegEnded', legId: 'caller' }),
      /TransferEnded abandoned transferee-left.*hang up transferor again/,
    );
  });

  it('routes again, to the number that the transferee first dialled', () => {
    const story = ringing(withPolicy({ ...giveBack, ifUnanswered: 'route-again' }), { unattended: true });
    busy(story);
    assert.match(busy(story), /resolve \+48221000101/);
    const said = story.resolves('+48221000101');
    assert.match(said, /^ReroutingStarted: dial sip:\+48221000101@demo.test as sip:\+48600100200@demo.test/);
    assert.match(story.answers(story.ringingLegId), /TransferEnded rerouted busy/);
    assert(story.over);
  });

  it('plays music on behind the transferee’s message, though the recall has failed before that was over', () => {
    const story = ringing(withPolicy({ ...giveBack, ifUnanswered: 'route-again' }), { unattended: true });
    busy(story);
    const message = toTransfereeOf(story.state);
    assert(message);
    assert.match(busy(story), /^RouteAsked/);
    const { spoken } = message;
    assert.match(
      story.happens({ type: 'AudioStarted', audio: spoken, durationMs: 900 }),
      /timer music 2100$/,
    );
    assert.match(story.resolves('+48221000101'), /^ReroutingStarted/);
    assert.equal(story.timer(2_100), 'MusicResumed: transferee hears hold-music');
  });

  it('sends to voicemail when the recall is not answered', () => {
    const story = ringing(withPolicy({ ...giveBack, ifUnanswered: 'voicemail' }), { unattended: true });
    busy(story);
    assert.match(busy(story), /^SentToVoicemail: transferee hears voicemail-greeting pl/);
    story.speaks(3_000);
    assert.match(story.waits(), /^TransferEnded voicemail busy.*hang up transferee/);
  });
});

describe('a policy of parting', () => {
  it('apologises with the tenant’s own message, and disconnects a transferor who waits', () => {
    const story = ringing(withPolicy({ action: 'apologise', message: { text: 'Przepraszamy' } }));
    assert.match(busy(story), /hang up transferor, transferee hears "Przepraszamy" pl/);
  });

  it('sends to the mailbox that is named, or else to the transferor’s', () => {
    const greeting = { recording: 'our-greeting' };
    for (const [mailbox, expected] of [
      ['300', '300'],
      ['', '101'],
    ] as const) {
      const story = ringing(withPolicy({ action: 'voicemail', mailbox, greeting }), { unattended: true });
      assert.match(busy(story), /transferee hears our-greeting pl/);
      assert(story.state.status === 'InVoicemail');
      assert.equal(story.state.mailbox, expected);
    }
  });
});
