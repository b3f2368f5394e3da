import assert from 'node:assert/strict';
import { account, hash, samples, telecube } from './testing/samples.ts';
import { Story } from './testing/story.ts';

/** Transferor and target talk, with these codes. */
const consulting = (profile = telecube) => {
  const story = new Story();
  const { transferor } = samples.Consulting;
  story.state = {
    ...samples.Consulting,
    transferor: { ...transferor, account: { ...account, profile } },
  };
  return story;
};
const byInfo = { undelivered: true };

describe('keys by INFO, in a consultation', () => {
  it('are sent to the target one by one', () => {
    const story = consulting();
    assert.equal(story.press('4', byInfo), ': send 4 to target');
    assert.equal(story.press('2', byInfo), ': send 2 to target');
  });

  it('are sent to the transferor where the target has pressed them', () => {
    const story = consulting();
    const { legId } = samples.Consulting.target;
    assert.equal(story.press('*', { legId, undelivered: true }), ': send * to transferor');
  });

  it('are not sent where they are a code', () => {
    assert.match(consulting().press('**', byInfo), /^KeysDropped, TransferReturned/);
    assert.match(consulting(hash).press('#', byInfo), /^TransferConferred/);
  });

  it('are sent in their order where they only began like one', () => {
    const story = consulting();
    assert.match(story.press('*', byInfo), /^KeysHeld: timer code-callee/);
    assert.equal(story.press('5', byInfo), 'KeysDropped: send *5 to target');
    assert.equal(story.timer(1_100), '');
  });

  it('are sent when nothing has made them a code in time', () => {
    const story = consulting();
    assert.equal(story.press('*', byInfo), 'KeysHeld: timer code-callee 1100');
    assert.equal(story.timer(1_100), 'KeysDropped: send * to target');
    assert.match(story.press('**', byInfo), /TransferReturned/);
  });

  it('are sent before the next ones, also where that time passes unnoticed', () => {
    const story = new Story({ stepMs: telecube.interdigitMs + 1 });
    story.state = samples.Consulting;
    story.press('*', byInfo);
    assert.equal(story.press('*', byInfo), 'KeysHeld: send * to target, timer code-callee 3002');
  });

  it('are sent as far as they cannot belong to a code any more', () => {
    const story = consulting({ ...telecube, return: '#0' });
    story.press('#', byInfo);
    assert.match(story.press('#', byInfo), /^KeysHeld: send # to target, timer code-callee/);
    assert.match(story.press('0', byInfo), /TransferReturned/);
  });

  it('are not sent where rtpengine has carried them', () => {
    const story = consulting();
    assert.equal(story.press('*'), 'KeysHeld');
    assert.equal(story.press('5'), 'KeysDropped');
  });

  it('are not sent where the target had not answered yet', () => {
    const story = new Story();
    story.state = samples.TargetRinging;
    assert.equal(story.press('*', byInfo), 'KeysHeld');
    story.answers(samples.TargetRinging.targetLegId);
    assert.equal(story.press('5', byInfo), 'KeysDropped: send 5 to target');
  });
});
