import assert from 'node:assert/strict';
import { hearings } from './hearing.ts';
import { digitsBetween, heardBy, LISTEN_MS, longestGap } from './listening.ts';
import { openLeg } from './open-leg.ts';
import type { RtpPhone } from './rtp-phone.ts';
import { MUSIC, type Stand, startStand } from './stand.ts';

/** What may be missing at a switch (SPEC § 2). */
const LONGEST_GAP_MS = 500;

type Tag = 'A' | 'B' | 'X';
const TAGS: readonly Tag[] = ['A', 'B', 'X'];

describe('a conference', () => {
  let stand: Stand;
  before(async () => {
    stand = await startStand();
  });
  after(() => stand.stop());
  afterEach(() => stand.clear());

  /** As the profile "hash" comes to it: B talks to X while A hears the hold music, then all three confer. */
  const confer = async () => {
    const { mediaCall, a, b } = await stand.call();
    const { audio, parties } = hearings(mediaCall);
    await stand.rpc.arrange({ hearings: [audio('A', 'hold-music'), audio('B', 'ringback')] });
    const x = await openLeg(stand, mediaCall);
    await stand.rpc.arrange({ hearings: [parties('B', 'X'), parties('X', 'B')] });
    assert.deepEqual(await heardBy(a, b, x), [[MUSIC], [x.hz], [b.hz]], 'consultation');
    const from = performance.now();
    await stand.rpc.arrange({ hearings: everyoneOf(mediaCall) });
    const phones: Record<Tag, RtpPhone> = { A: a, B: b, X: x };
    return { mediaCall, phones, from };
  };
  const everyoneOf = (mediaCall: string) =>
    TAGS.map((tag) => hearings(mediaCall).parties(tag, ...TAGS.filter((other) => other !== tag)));
  const hearTheOthers = async ({ A, B, X }: Record<Tag, RtpPhone>) =>
    assert.deepEqual(await heardBy(A, B, X), [
      [B.hz, X.hz],
      [A.hz, X.hz],
      [A.hz, B.hz],
    ]);

  it('lets each hear exactly the two others, from a consultation on, without a gap', async () => {
    const { phones, from } = await confer();
    await hearTheOthers(phones);
    for (const tag of TAGS) assert.ok(longestGap(phones[tag], from - 100) < LONGEST_GAP_MS, tag);
  });

  it('is the same when it is told twice', async () => {
    const { mediaCall, phones } = await confer();
    await stand.rpc.arrange({ hearings: everyoneOf(mediaCall) });
    await hearTheOthers(phones);
  });

  for (const who of TAGS) {
    it(`reports the digits of ${who}, who is heard by both afterwards`, async () => {
      const { phones } = await confer();
      for (const digit of '5*') {
        phones[who].press(digit);
        await phones.A.speak(LISTEN_MS);
      }
      assert.deepEqual(stand.reportedDigits().sort(), [`${who}:*`, `${who}:5`]);
      await hearTheOthers(phones);
    });
  }

  it('reports the digits of all three at once', async () => {
    const { phones } = await confer();
    for (const tag of TAGS) phones[tag].press('5');
    await phones.A.speak(LISTEN_MS);
    assert.deepEqual(stand.reportedDigits().sort(), ['A:5', 'B:5', 'X:5']);
    await hearTheOthers(phones);
  });

  for (const third of TAGS) {
    const [one, other] = TAGS.filter((tag) => tag !== third) as [Tag, Tag];

    it(`becomes a talk of ${one} and ${other} while ${third} hears music, and a conference again`, async () => {
      const { mediaCall, phones } = await confer();
      const { parties, audio } = hearings(mediaCall);
      const from = performance.now();
      await stand.rpc.arrange({
        hearings: [parties(one, other), parties(other, one), audio(third, 'hold-music')],
      });
      assert.deepEqual(await heardBy(phones[one], phones[other], phones[third]), [
        [phones[other].hz],
        [phones[one].hz],
        [MUSIC],
      ]);
      assert.ok(longestGap(phones[one], from - 100) < LONGEST_GAP_MS);
      assert.deepEqual(await digitsBetween(phones[one], phones[other]), ['2', '1']);

      await stand.rpc.arrange({ hearings: everyoneOf(mediaCall) });
      await hearTheOthers(phones);
    });

    for (const rearranged of [false, true]) {
      const title = rearranged ? 'and are joined as two' : 'before anybody says so';
      it(`goes on without a gap for ${one} and ${other} when ${third} has left, ${title}`, async () => {
        const { mediaCall, phones } = await confer();
        const { parties } = hearings(mediaCall);
        const from = performance.now();
        phones[third].mute();
        await stand.rpc.removeParty({ party: { mediaCall, tag: third }, isLast: false });
        if (rearranged) await stand.rpc.arrange({ hearings: [parties(one, other), parties(other, one)] });
        assert.deepEqual(await heardBy(phones[one], phones[other]), [[phones[other].hz], [phones[one].hz]]);
        for (const tag of [one, other]) {
          const gap = longestGap(phones[tag], from - 100);
          assert.ok(gap < LONGEST_GAP_MS, `${tag} heard nothing for ${gap} ms`);
        }
        for (const tag of [one, other]) await stand.rpc.removeParty({ party: { mediaCall, tag } });
        assert.deepEqual(await stand.rtpengine.list(), []);
      });
    }

    it(`goes on for ${one} and ${other} while ${third} has them on hold by a re-INVITE`, async () => {
      const { mediaCall, phones } = await confer();
      const party = { mediaCall, tag: third };
      const { held } = await stand.rpc.answerOffer({
        party,
        sdp: phones[third].sdp({ direction: 'sendonly', version: 2 }),
      });
      assert.equal(held, true);
      phones[third].mute(); // as a phone on hold may be
      assert.deepEqual(await heardBy(phones[one], phones[other], phones[third]), [
        [phones[other].hz],
        [phones[one].hz],
        [],
      ]);
      const { sdp } = await stand.rpc.answerOffer({ party, sdp: phones[third].sdp({ version: 3 }) });
      phones[third].talkTo(sdp);
      await hearTheOthers(phones);
    });
  }
});
