import assert from 'node:assert/strict';
import * as a from './examples.ts';
import type { Command, Input } from './messages.ts';

const due = (legId: string): Input => ({ type: 'SessionDue', legId, at: a.at });
const errandDue: Input = { type: 'ErrandDue', legId: 'callee', at: a.at + 3_000 };
const show = (displayName: string, method: 'UPDATE' | 'INVITE' = 'UPDATE', legId = 'callee'): Input => ({
  type: 'ShowPeerRequested',
  legId,
  peer: { method, uri: 'sip:103@demo.test', displayName },
  at: a.at,
});
const offered: Input = {
  type: 'OfferCreated',
  legId: 'callee',
  sdp: 'as it stands',
  purpose: { for: 'errand' },
  at: a.at,
};
/** The employee's answer to a request of ours; the first has CSeq 8. */
const answer = (status: number, cseq = 8, minIntervalMs = 0): Input =>
  a.response(status, {
    method: 'UPDATE',
    cseq,
    minIntervalMs,
    sipCallId: a.plainCall.sipCallId,
    fromTag: 'customer',
    contact: a.plainCall.callee.contact,
  });
/** A re-INVITE of the employee's, and that rtpengine has answered it. */
const offer = a.request('INVITE', { fromTag: 'anna', toTag: 'customer', sdp: 'o', contact: '' });
const offerAnswered: Input = {
  type: 'OfferAnswered',
  legId: 'callee',
  sdp: 'a',
  held: false,
  answer: { transaction: '1:2', method: 'INVITE', sessionExpires: '' },
  at: a.at,
};
const timed: Input = {
  type: 'AnchorRequested',
  call: { ...a.plainCall, sessionExpires: '1800;refresher=uac' },
  release: '',
  at: a.at,
};

const sent = (given: readonly Input[], when: Input) =>
  a.outcome(given, when).detail.commands.filter((command) => command.type === 'SendRefresh');
const shown = (commands: readonly Extract<Command, { type: 'SendRefresh' }>[]) =>
  commands.map(({ method, cseq, errand }) => [method, cseq, errand.peer?.displayName]);

describe('a party that was on hold when the call was anchored', () => {
  const held: Input = {
    type: 'AnchorRequested',
    call: { ...a.plainCall, caller: { ...a.plainCall.caller, isHolding: true } },
    release: '',
    at: a.at,
  };
  const resumed: Input = {
    type: 'OfferCreated',
    legId: 'callee',
    sdp: 'sendrecv',
    purpose: { for: 'errand', resumes: true },
    at: a.at,
  };

  it('is to send and receive again', () => {
    const { detail } = a.outcome([], held);
    assert.deepEqual(
      detail.commands.filter(({ type }) => type === 'CreateOffer'),
      [
        {
          type: 'CreateOffer',
          legId: 'callee',
          party: { mediaCall: a.plainCall.sipCallId, tag: 'anna' },
          purpose: { for: 'errand', resumes: true },
        },
      ],
    );
    assert.deepEqual(shown(sent([held], resumed)), [['INVITE', 8, undefined]]);
  });

  it('is not asked where nobody held', () => {
    assert.deepEqual(a.outcome([], a.anchor).commands, ['AnchorDialog']);
  });

  it('is asked once more where our offer met its own', () => {
    const crossed = [held, resumed, answer(491, 8)];
    assert.deepEqual(a.outcome([held, resumed], answer(491, 8)).commands, ['Wake']);
    assert.deepEqual(a.outcome(crossed, { ...errandDue, at: a.at + 3_000 }).commands, ['CreateOffer']);
  });
});

describe('whom a party talks to', () => {
  it('is shown by UPDATE', () => {
    assert.deepEqual(shown(sent([a.anchor], show('Celina'))), [['UPDATE', 8, 'Celina']]);
  });

  it('is shown by a re-INVITE with the SDP as it stands', () => {
    assert.deepEqual(a.outcome([a.anchor], show('Celina', 'INVITE')).commands, ['CreateOffer']);
    assert.deepEqual(shown(sent([a.anchor, show('Celina', 'INVITE')], offered)), [['INVITE', 8, 'Celina']]);
  });

  it('is not shown where the phone does not allow UPDATE, to a trunk, or to whom is not there', () => {
    const old = { ...a.plainCall, callee: { ...a.plainCall.callee, allowsUpdate: false } };
    const anchored: Input = { type: 'AnchorRequested', call: old, release: '', at: a.at };
    const none = { events: [], commands: [] };
    const { detail: byUpdate } = a.outcome([anchored], show('Celina'));
    const { detail: toTrunk } = a.outcome([a.anchor], show('Celina', 'INVITE', 'caller'));
    const { detail: toNobody } = a.outcome([a.anchor], show('Celina', 'UPDATE', 'nobody'));
    const { detail: toRinging } = a.outcome(a.ringing, show('Celina', 'UPDATE', 'target-1'));
    const { detail: inNoCall } = a.outcome([], show('Celina'));
    assert.deepEqual([byUpdate, toTrunk, toNobody, toRinging, inNoCall], [none, none, none, none, none]);
  });

  it('is shown when the exchange that is under way is over', () => {
    assert.deepEqual(sent([a.anchor, offer], show('Celina')), []);
    assert.deepEqual(shown(sent([a.anchor, offer, show('Celina')], offerAnswered)), [
      ['UPDATE', 8, 'Celina'],
    ]);
  });

  it('is the newest where there was no time to show the one before', () => {
    const given = [a.anchor, show('Celina'), show('Dawid'), show('Ewa')];
    assert.deepEqual(shown(sent(given, answer(200))), [['UPDATE', 9, 'Ewa']]);
    assert.deepEqual(sent([...given, answer(200)], answer(200, 9)), []);
  });

  for (const status of [491, 500, 503]) {
    it(`is shown once more, after a pause, where the phone answers ${status}`, () => {
      const refused = a.outcome([a.anchor, show('Celina')], answer(status));
      const [wake] = refused.detail.commands;
      assert(wake?.type === 'Wake');
      assert.deepEqual([wake.name, wake.at - a.at, wake.spreadMs], ['ErrandDue', 2_100, 1_900]);
      const given = [a.anchor, show('Celina'), answer(status)];
      assert.deepEqual(shown(sent(given, errandDue)), [['UPDATE', 9, 'Celina']]);
      const again = a.outcome([...given, errandDue], answer(status, 9));
      assert.deepEqual([again.events, again.commands], [['ExchangeOver callee'], []]);
      assert.deepEqual(a.outcome([...given, errandDue, answer(status, 9)], errandDue).commands, []);
    });
  }

  it('waits for the end of the pause, and for the end of an exchange that began in it', () => {
    const paused = [a.anchor, show('Celina'), answer(491)];
    assert.deepEqual(sent([...paused, offer], offerAnswered), []);
    assert.deepEqual(sent([...paused, offer], errandDue), []);
    assert.deepEqual(shown(sent([...paused, offer, errandDue], offerAnswered)), [['UPDATE', 9, 'Celina']]);
  });

  for (const status of [405, 488, 501]) {
    it(`is not shown again where the phone answers ${status}`, () => {
      const { events, commands } = a.outcome([a.anchor, show('Celina')], answer(status));
      assert.deepEqual([events, commands], [['ExchangeOver callee'], []]);
    });
  }

  it('is shown in a request that keeps the session alive, whoever refreshes it', () => {
    const [request] = sent([timed], show('Celina'));
    assert.deepEqual(request?.session, { intervalMs: 1_800_000, refresher: 'us' });
    const { commands } = a.outcome([timed, show('Celina')], answer(200));
    assert.deepEqual(commands, ['Wake']);
  });
});

describe('a session refresh of ours', () => {
  it('that the party wants less often is sent at once with its Min-SE', () => {
    const [request] = sent([timed, due('callee')], answer(422, 8, 3_600_000));
    assert.deepEqual(request?.session, { intervalMs: 3_600_000, refresher: 'us' });
    assert.equal(request?.errand.minIntervalMs, 3_600_000);
  });

  it('that it refuses even so is left until the next is due', () => {
    const given = [timed, due('callee'), answer(422, 8, 3_600_000)];
    const { events, commands } = a.outcome(given, answer(422, 9, 7_200_000));
    assert.deepEqual([events, commands], [['ExchangeOver callee'], []]);
    assert.equal(sent([...given, answer(422, 9, 7_200_000)], due('callee')).length, 1);
  });

  it('that a 422 refuses without a reason is left likewise', () => {
    assert.deepEqual(a.outcome([timed, due('callee')], answer(422, 8, 90_000)).commands, []);
  });

  it('takes the interval that the party agrees to', () => {
    const agreed = a.response(200, {
      method: 'UPDATE',
      cseq: 8,
      sipCallId: a.plainCall.sipCallId,
      fromTag: 'customer',
      contact: a.plainCall.callee.contact,
      sessionExpires: '600;refresher=uac',
    });
    const { events, detail } = a.outcome([timed, due('callee')], agreed);
    assert.deepEqual(events, ['SessionAgreed callee', 'ExchangeOver callee']);
    const [wake] = detail.commands;
    assert.equal(wake?.type === 'Wake' && wake.at - a.at, 300_000);
  });

  it('that nobody ever answered does not keep the party from offering', () => {
    const late = { ...offer, at: a.at + 41_000 } as Input;
    assert.deepEqual(a.outcome([a.anchor, show('Celina')], offer).commands, ['Reply']);
    assert.deepEqual(a.outcome([a.anchor, show('Celina')], late).commands, ['AnswerOffer']);
  });

  it('is known by its CSeq number, whatever else was sent since', () => {
    assert.deepEqual(a.outcome([timed, due('callee')], answer(200, 7)).events, []);
    assert.deepEqual(a.outcome([timed, due('callee')], answer(100)).events, []);
  });
});

describe('ShowPeer once more', () => {
  it('sends nothing while the same is being told, and again when it has been', () => {
    const given = [timed, show('Anna')];
    assert.deepEqual(shown(sent([timed], show('Anna'))), [['UPDATE', 8, 'Anna']]);
    assert.deepEqual(a.outcome(given, show('Anna')).detail, { events: [], commands: [] });
    assert.deepEqual(shown(sent([...given, answer(200)], show('Anna'))), [['UPDATE', 9, 'Anna']]);
  });

  it('tells the last one where another was asked for in between', () => {
    const given = [timed, show('Anna'), show('Ewa'), show('Anna')];
    assert.deepEqual(shown(sent(given, answer(200))), [['UPDATE', 9, 'Anna']]);
  });
});
