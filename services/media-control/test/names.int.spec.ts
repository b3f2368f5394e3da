import assert from 'node:assert/strict';
import { hearings } from './hearing.ts';
import { type Stand, startStand } from './stand.ts';

const CUSTOMER = '+48600100200';

describe('a transfer target learns no name of the transferee', function () {
  this.timeout(30_000);
  let stand: Stand;
  before(async () => {
    stand = await startStand();
  });
  after(() => stand.stop());
  afterEach(() => stand.clear());

  /** A customer on A, in a call as Kamailio makes it with a carrier, has been transferred by B to X. */
  const transferred = async () => {
    const mediaCall = 'names@demo.test';
    const [a, b, x] = [
      await stand.phone({ hz: 500 }),
      await stand.phone({ hz: 700 }),
      await stand.phone({ hz: 900 }),
    ];
    const named = `${a.sdp().replace('o=phone', `o=${CUSTOMER}`).replace('s=-', `s=${CUSTOMER}\r\ni=${CUSTOMER}`)}a=ssrc:1 cname:sip:${CUSTOMER}@carrier.test\r\n`;
    const call = { callId: mediaCall, fromTag: 'A' };
    await stand.rtpengine.offer({ ...call, sdp: named });
    await stand.rtpengine.answer({ ...call, toTag: 'B', sdp: b.sdp() });

    const { audio, parties } = hearings(mediaCall);
    await stand.rpc.arrange({ hearings: [audio('A', 'hold-music'), audio('B', 'ringback')] });
    const party = { mediaCall, tag: 'X' };
    const { sdp } = await stand.rpc.createOffer({ party });
    const events = Number(/a=rtpmap:(\d+) telephone-event/.exec(sdp)?.[1]);
    await stand.rpc.acceptAnswer({ party, sdp: x.sdp({ events }) });
    await stand.rpc.arrange({ hearings: [parties('B', 'X'), parties('X', 'B')] });
    await stand.rpc.removeParty({ party: { mediaCall, tag: 'B' }, isLast: false });
    await stand.rpc.arrange({ hearings: [parties('A', 'X'), parties('X', 'A')] });
    return { party, x, events, sdp };
  };

  it('by SDP, when it or we renegotiate', async () => {
    const { party, x, events, sdp } = await transferred();
    const answered = await stand.rpc.answerOffer({ party, sdp: x.sdp({ events, version: 2 }) });
    const offered = await stand.rpc.createOffer({ party, resumes: true });
    for (const { sdp: told } of [answered, offered]) {
      assert.ok(!told.includes(CUSTOMER.slice(1)), told);
      assert.equal(/^o=\S+ \S+/m.exec(told)?.[0], /^o=\S+ \S+/m.exec(sdp)?.[0]);
      assert.match(told, /^a=rtpmap:\d+ telephone-event\/8000\r$/m);
    }
  });
});
