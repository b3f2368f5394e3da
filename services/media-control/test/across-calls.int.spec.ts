import assert from 'node:assert/strict';
import type { media as contract } from '@cordboard/contracts';
import { isRpcError } from '@cordboard/service';
import { heardBy, LISTEN_MS, longestGap } from './listening.ts';
import type { RtpPhone } from './rtp-phone.ts';
import { MUSIC, type Stand, startStand } from './stand.ts';

type Party = contract.Party;

const voices = (party: Party, ...parties: Party[]): contract.Hearing => ({
  party,
  source: { $case: 'parties', value: { parties } },
});
const music = (party: Party): contract.Hearing => ({
  party,
  source: { $case: 'audio', value: { name: 'hold-music', language: '', repeat: true } },
});
const silence = (party: Party): contract.Hearing => ({ party, source: { $case: 'silence', value: {} } });

describe('parties of two media calls', () => {
  let stand: Stand;
  before(async () => {
    stand = await startStand();
  });
  after(() => stand.stop());
  afterEach(() => stand.clear());

  /** A talks to B in one call, C to D in another. */
  const twoCalls = async () => {
    const one = await stand.call(['A', 'B'], [500, 700]);
    const two = await stand.call(['C', 'D'], [900, 1100]);
    const party = (mediaCall: string, tag: string): Party => ({ mediaCall, tag });
    return {
      one: one.mediaCall,
      two: two.mediaCall,
      A: party(one.mediaCall, 'A'),
      B: party(one.mediaCall, 'B'),
      C: party(two.mediaCall, 'C'),
      D: party(two.mediaCall, 'D'),
      a: one.a,
      b: one.b,
      c: two.a,
      d: two.b,
    };
  };

  /** As an attended REFER comes to it: A and C are the transferor, B has been on hold; now B and D are joined. */
  const joined = async () => {
    const calls = await twoCalls();
    const { A, B, D } = calls;
    await stand.rpc.arrange({ hearings: [music(A), music(B)] });
    await stand.rpc.arrange({ hearings: [voices(B, D), voices(D, B)] });
    return calls;
  };

  /** All press a digit. @returns what rtpengine reports, sorted. */
  const reports = async (...phones: RtpPhone[]): Promise<string[]> => {
    stand.reports();
    for (const phone of phones) phone.press('5');
    await phones[0]?.speak(LISTEN_MS);
    return stand.reports().sort();
  };

  it('hear each other, and the others hear what they heard or nothing', async () => {
    const { B, D, a, b, c, d, A } = await twoCalls();
    await stand.rpc.arrange({ hearings: [music(A), music(B)] });
    const from = performance.now();
    await stand.rpc.arrange({ hearings: [voices(B, D), voices(D, B)] });
    assert.deepEqual(await heardBy(a, b, c, d), [[MUSIC], [d.hz], [], [b.hz]]);
    for (const phone of [a, b, d]) assert.ok(longestGap(phone, from - 100) < 200);
  });

  it('talk in pairs across, all at once', async () => {
    const { A, B, C, D, a, b, c, d } = await twoCalls();
    await stand.rpc.arrange({ hearings: [voices(B, D), voices(D, B), voices(A, C), voices(C, A)] });
    assert.deepEqual(await heardBy(a, b, c, d), [[c.hz], [d.hz], [a.hz], [b.hz]]);
  });

  it('come from a hold in both calls, and go back into one', async () => {
    const { A, B, C, D, a, b, c, d } = await twoCalls();
    await stand.rpc.arrange({ hearings: [music(A), music(B)] });
    await stand.rpc.arrange({ hearings: [music(C), music(D)] });
    await stand.rpc.arrange({ hearings: [voices(B, D), voices(D, B), music(A), music(C)] });
    assert.deepEqual(await heardBy(a, b, c, d), [[MUSIC], [d.hz], [MUSIC], [b.hz]]);
    await stand.rpc.arrange({ hearings: [music(B), music(D)] });
    assert.deepEqual(await heardBy(b, d), [[MUSIC], [MUSIC]]);
    await stand.rpc.arrange({ hearings: [silence(B), silence(D)], held: true });
    assert.deepEqual(await heardBy(b, d), [[], []]);
    await stand.rpc.arrange({ hearings: [voices(A, B), voices(B, A)] });
    assert.deepEqual(await heardBy(a, b, d), [[b.hz], [a.hz], []]);
  });

  it('are parted when each is named alone', async () => {
    const { B, D, b, d } = await joined();
    await stand.rpc.arrange({ hearings: [silence(B)] });
    await stand.rpc.arrange({ hearings: [silence(D)] });
    assert.deepEqual(await heardBy(b, d), [[], []]);
  });

  it('confer over both calls, and part in every way', async () => {
    const { A, B, D, a, b, d } = await twoCalls();
    const all = [voices(B, A, D), voices(D, A, B), voices(A, B, D)];
    const pairs: [Party, RtpPhone][] = [
      [A, a],
      [B, b],
      [D, d],
    ];
    for (const [third, phone] of pairs) {
      await stand.rpc.arrange({ hearings: all });
      assert.deepEqual(await heardBy(a, b, d), [
        [b.hz, d.hz],
        [a.hz, d.hz],
        [a.hz, b.hz],
      ]);
      const [[one, x], [other, y]] = pairs.filter(([party]) => party !== third) as [
        [Party, RtpPhone],
        [Party, RtpPhone],
      ];
      await stand.rpc.arrange({ hearings: [voices(one, other), voices(other, one), music(third)] });
      assert.deepEqual(await heardBy(x, y, phone), [[y.hz], [x.hz], [MUSIC]]);
      await stand.rpc.arrange({ hearings: [silence(third)], held: true });
      assert.deepEqual(await heardBy(x, y, phone), [[y.hz], [x.hz], []]);
    }
  });

  describe('have their digits reported under the name of whom the request named first', () => {
    for (const order of ['one', 'two'] as const) {
      it(`of two that talk, of call ${order}`, async () => {
        const calls = await twoCalls();
        const { B, D, b, d } = calls;
        const talk = [voices(B, D), { ...voices(D, B), fresh: true }];
        await stand.rpc.arrange({ hearings: order === 'one' ? talk : talk.toReversed() });
        const name = calls[order];
        assert.deepEqual(await reports(b, d), [`${name} B:5`, `${name} D:5`]);
      });

      it(`of three that confer, of call ${order}`, async () => {
        const calls = await twoCalls();
        const { A, B, D, a, b, d } = calls;
        const confer = [voices(A, B, D), voices(B, A, D), voices(D, A, B)];
        await stand.rpc.arrange({ hearings: order === 'one' ? confer : confer.toReversed() });
        const name = calls[order];
        assert.deepEqual(await reports(a, b, d), [`${name} A:5`, `${name} B:5`, `${name} D:5`]);
      });
    }
  });

  it('are known by both names afterwards, whatever is asked for', async () => {
    const calls = await joined();
    const { one, two, b, d } = calls;
    const asOne = (tag: string) => ({ mediaCall: one, tag });
    const asTwo = (tag: string) => ({ mediaCall: two, tag });
    const [activity, same] = await Promise.all(
      [one, two].map((mediaCall) => stand.rpc.getActivity({ mediaCall, tags: [] })),
    );
    assert.deepEqual(activity?.parties.map(({ tag }) => tag).sort(), ['A', 'B', 'C', 'D']);
    assert.deepEqual(same?.parties.map(({ tag }) => tag).sort(), ['A', 'B', 'C', 'D']);

    for (const [B, D] of [
      [asOne('B'), asTwo('D')],
      [asTwo('B'), asOne('D')],
      [asTwo('B'), asTwo('D')],
      [asOne('B'), asOne('D')],
    ] as const) {
      await stand.rpc.arrange({ hearings: [music(B), music(D)] });
      assert.deepEqual(await heardBy(b, d), [[MUSIC], [MUSIC]]);
      await stand.rpc.arrange({ hearings: [voices(D, B), voices(B, D)] });
      assert.deepEqual(await heardBy(b, d), [[d.hz], [b.hz]]);

      for (const [party, phone] of [
        [B, b],
        [D, d],
      ] as const) {
        const { sdp } = await stand.rpc.createOffer({ party });
        assert.match(sdp, /^m=audio [1-9]/m);
        const hold = await stand.rpc.answerOffer({ party, sdp: phone.sdp({ direction: 'sendonly' }) });
        assert.equal(hold.held, true);
        await stand.rpc.answerOffer({ party, sdp: phone.sdp() });
      }
      const from = performance.now();
      await stand.rpc.sendDigit({ party: D, digit: '5' });
      await d.speak(400);
      assert.equal(d.digits(from), '5');
      assert.deepEqual(await heardBy(b, d), [[d.hz], [b.hz]]);
    }
    await stand.rpc.removeParty({ party: asTwo('A') });
    await stand.rpc.removeParty({ party: asOne('C'), isLast: false });
    assert.deepEqual(await heardBy(b, d), [[d.hz], [b.hz]]);
    assert.equal((await reports(b, d)).length, 2);
  });

  it('leave nothing behind after the last, whichever name it has', async () => {
    for (const last of ['B', 'D'] as const) {
      const calls = await joined();
      const parties = [calls.A, calls.B, calls.C, calls.D];
      for (const party of parties.filter(({ tag }) => tag !== last)) await stand.rpc.removeParty({ party });
      assert.equal((await stand.rtpengine.list()).length, 2, 'both names of the one call');
      await stand.rpc.removeParty({ party: calls[last] });
      assert.deepEqual(await stand.rtpengine.list(), []);
    }
  });

  it('all go where one of them is said to be the last, whichever name it has', async () => {
    for (const last of ['B', 'D'] as const) {
      const calls = await joined();
      await stand.rpc.removeParty({ party: calls[last], isLast: true });
      assert.deepEqual(await stand.rtpengine.list(), []);
      for (const mediaCall of [calls.one, calls.two]) {
        await assert.rejects(stand.rpc.getActivity({ mediaCall, tags: [] }), (error) =>
          isRpcError(error, 'NOT_FOUND'),
        );
      }
    }
  });
});
