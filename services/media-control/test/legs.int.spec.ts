import assert from 'node:assert/strict';
import { RtpengineTimeout } from '@cordboard/rtpengine-ng';
import { failsWith } from './fails-with.ts';
import { hearings } from './hearing.ts';
import { digitsBetween, heardBy, LISTEN_MS, SETTLE_MS } from './listening.ts';
import { openLeg } from './open-leg.ts';
import { MUSIC, type Stand, startStand } from './stand.ts';

describe('legs', () => {
  let stand: Stand;
  before(async () => {
    stand = await startStand();
  });
  after(() => stand.stop());
  afterEach(() => stand.clear());

  const eventsOf = (sdp: string): number => Number(/a=rtpmap:(\d+) telephone-event/.exec(sdp)?.[1]);
  const originOf = (sdp: string): { session: string; version: number } => {
    const [user, session, version] = /^o=(.*)$/m.exec(sdp)?.[1]?.split(' ') ?? [];
    return { session: `${user} ${session}`, version: Number(version) };
  };

  it('that no command could name, or whose SDP none could carry, are refused, and the field is told', async () => {
    const { mediaCall } = await stand.call();
    const party = { mediaCall, tag: 'X' };
    const refused = (request: Promise<unknown>, message: RegExp) =>
      assert.rejects(request, failsWith('INVALID_ARGUMENT', message));
    const long = 'x'.repeat(70_000);
    await refused(
      stand.rpc.createOffer({ party: { mediaCall, tag: long } }),
      /^party\.tag is "x{500}…": must be at most 1024 bytes$/,
    );
    await refused(
      stand.rpc.getActivity({ mediaCall: long, tags: [] }),
      /^media_call is .* at most 1024 bytes$/,
    );
    await refused(
      stand.rpc.getActivity({ mediaCall, tags: ['A', long] }),
      /^tags\[1\] is .* at most 1024 bytes$/,
    );
    await refused(stand.rpc.acceptAnswer({ party, sdp: long }), /^sdp is .* at most 32768 bytes$/);
    for (const answer of [stand.rpc.acceptAnswer, stand.rpc.answerOffer])
      await refused(answer({ party, sdp: '' }), /^sdp is "": must not be empty$/);
  });

  describe('that we open', () => {
    it('are offered G.711 and digits in the media call of the others', async () => {
      const { mediaCall } = await stand.call();
      const { sdp } = await stand.rpc.createOffer({ party: { mediaCall, tag: 'X' } });
      assert.match(sdp, /^m=audio \d+ RTP\/AVP 8 0 \d+\r$/m);
      assert.match(sdp, /^a=rtpmap:\d+ telephone-event\/8000\r$/m);
      assert.deepEqual(await stand.rtpengine.list(), [mediaCall]);
    });

    it('are heard where the last answer says, whichever fork it came from', async () => {
      const { mediaCall, a } = await stand.call();
      const party = { mediaCall, tag: 'X' };
      const { parties } = hearings(mediaCall);
      const { sdp } = await stand.rpc.createOffer({ party });
      const [early, late] = [await stand.phone({ hz: 900 }), await stand.phone({ hz: 1100, law: 'PCMU' })];

      await stand.rpc.acceptAnswer({ party, sdp: early.sdp({ events: eventsOf(sdp) }) });
      await stand.rpc.acceptAnswer({ party, sdp: early.sdp({ events: eventsOf(sdp) }) }); // 183, then 200
      early.talkTo(sdp);
      await stand.rpc.arrange({ hearings: [parties('A', 'X'), parties('X', 'A')] });
      assert.deepEqual(await heardBy(a, early), [[early.hz], [a.hz]]);

      early.mute();
      await stand.rpc.acceptAnswer({ party, sdp: late.sdp({ events: eventsOf(sdp) }) });
      late.talkTo(sdp);
      assert.deepEqual(await heardBy(a, late, early), [[late.hz], [a.hz], []]);
    });

    it('are offered the same again until they answer, told that they are new', async () => {
      const { mediaCall } = await stand.call();
      const party = { mediaCall, tag: 'X' };
      const offer = await stand.rpc.createOffer({ party, isNew: true });
      assert.match(offer.sdp, /^m=audio \d+ RTP\/AVP 8 0 \d+\r$/m);
      assert.deepEqual(await stand.rpc.createOffer({ party, isNew: true }), offer);
    });

    it('are refused where the answer has no codec of ours', async () => {
      const { mediaCall } = await stand.call();
      const party = { mediaCall, tag: 'X' };
      await stand.rpc.createOffer({ party });
      const x = await stand.phone({ hz: 900 });
      await assert.rejects(
        stand.rpc.acceptAnswer({ party, sdp: x.sdp({ codecs: ['G728'] }) }),
        failsWith('FAILED_PRECONDITION', /one of PCMA, PCMU/),
      );
    });

    it('are refused where rtpengine cannot read the answer, and the reason is told', async () => {
      const { mediaCall } = await stand.call();
      const party = { mediaCall, tag: 'X' };
      await stand.rpc.createOffer({ party });
      const x = await stand.phone({ hz: 900 });
      const sdp = x.sdp().replace('c=IN', 'c=');
      for (const answer of [stand.rpc.acceptAnswer, stand.rpc.answerOffer])
        await assert.rejects(
          answer({ party, sdp }),
          failsWith('FAILED_PRECONDITION', /^rtpengine cannot use the SDP: /),
        );
      await stand.rpc.acceptAnswer({ party, sdp: x.sdp() });
    });

    it('have the same SDP as long as nothing changes', async () => {
      const { mediaCall } = await stand.call();
      for (const tag of ['A', 'X']) {
        const party = { mediaCall, tag };
        await stand.rpc.createOffer({ party });
        const { sdp } = await stand.rpc.createOffer({ party });
        assert.deepEqual(await stand.rpc.createOffer({ party }), { sdp });
      }
    });
  });

  describe('that offer SDP in mid-call', () => {
    it('are answered at their new place and in their new codec, and nobody else notices', async () => {
      const { mediaCall, a, b } = await stand.call();
      const party = { mediaCall, tag: 'A' };
      const before = await stand.rpc.createOffer({ party });
      const moved = await stand.phone({ hz: 1100, law: 'PCMU' });

      const { sdp, held } = await stand.rpc.answerOffer({
        party,
        sdp: moved.sdp({ codecs: ['PCMU', 'PCMA'], version: 2 }),
      });

      assert.equal(held, false);
      assert.match(sdp, /^m=audio \d+ RTP\/AVP 0 8 101\r$/m);
      assert.match(sdp, /^a=sendrecv\r$/m);
      assert.equal(originOf(sdp).session, originOf(before.sdp).session);
      assert.ok(originOf(sdp).version > originOf(before.sdp).version);
      a.mute();
      moved.talkTo(sdp);
      assert.deepEqual(await heardBy(moved, b, a), [[b.hz], [moved.hz], []]);
      const from = performance.now();
      moved.press('7');
      await moved.speak(LISTEN_MS);
      assert.equal(b.digits(from), '7');
    });

    for (const { direction, answer } of [
      { direction: 'sendonly', answer: 'recvonly' },
      { direction: 'inactive', answer: 'inactive' },
    ] as const) {
      it(`may hold us by "${direction}" and resume`, async () => {
        const { mediaCall, a, b } = await stand.call();
        const party = { mediaCall, tag: 'A' };
        const hold = await stand.rpc.answerOffer({ party, sdp: a.sdp({ direction, version: 2 }) });
        assert.equal(hold.held, true);
        assert.match(hold.sdp, new RegExp(`^a=${answer}\r$`, 'm'));
        assert.deepEqual(await heardBy(a), [[]]);

        const resume = await stand.rpc.answerOffer({ party, sdp: a.sdp({ version: 3 }) });
        assert.equal(resume.held, false);
        assert.match(resume.sdp, /^a=sendrecv\r$/m);
        assert.ok(originOf(resume.sdp).version > originOf(hold.sdp).version);
        assert.deepEqual(await heardBy(a, b), [[b.hz], [a.hz]]);
      });
    }

    for (const direction of ['sendonly', 'inactive'] as const) {
      it(`are sent nothing while they hold by "${direction}" and the other one has music; digits are reported, and both talk again`, async () => {
        const { mediaCall, a, b } = await stand.call();
        const party = { mediaCall, tag: 'A' };
        const { audio, silence, parties } = hearings(mediaCall);
        await stand.rpc.answerOffer({ party, sdp: a.sdp({ direction, version: 2 }) });
        await stand.rpc.arrange({ hearings: [audio('B', 'hold-music'), silence('A')] });
        assert.deepEqual(await heardBy(b), [[MUSIC]]);
        const from = a.packets.length;
        assert.deepEqual(await digitsBetween(a, b), ['', '']);
        assert.equal(a.packets.length, from, 'packets to a party that receives none');
        assert.deepEqual(stand.reportedDigits().sort(), ['A:1', 'B:2']);

        await stand.rpc.answerOffer({ party, sdp: a.sdp({ version: 3 }) });
        await stand.rpc.arrange({ hearings: [parties('A', 'B'), parties('B', 'A')] });
        assert.deepEqual(await heardBy(a, b), [[b.hz], [a.hz]]);
        assert.deepEqual(await digitsBetween(a, b), ['2', '1']);
      });
    }

    for (const direction of ['sendonly', 'inactive'] as const) {
      it(`are sent nothing while they hold by "${direction}" in a consultation or a conference, and find it again`, async () => {
        const { mediaCall, a, b } = await stand.call();
        const { audio, parties } = hearings(mediaCall);
        const x = await openLeg(stand, mediaCall);
        const party = { mediaCall, tag: 'B' };
        let version = 2;
        const offer = (direction: 'sendonly' | 'inactive' | 'sendrecv') =>
          stand.rpc.answerOffer({ party, sdp: b.sdp({ direction, version: version++ }) });

        await stand.rpc.arrange({
          hearings: [audio('A', 'hold-music'), parties('B', 'X'), parties('X', 'B')],
        });
        await offer(direction);
        assert.deepEqual(await heardBy(a, b), [[MUSIC], []]);
        await digitsBetween(b, x);
        assert.ok(stand.reportedDigits().includes('B:1'), 'whoever holds can still press keys');
        await offer('sendrecv');
        assert.deepEqual(await heardBy(a, b, x), [[MUSIC], [x.hz], [b.hz]]);

        await stand.rpc.arrange({
          hearings: [parties('A', 'B', 'X'), parties('B', 'A', 'X'), parties('X', 'A', 'B')],
        });
        await offer(direction);
        assert.deepEqual(await heardBy(b, x), [[], [a.hz, b.hz]]);
        await digitsBetween(b, x);
        assert.deepEqual(stand.reportedDigits().sort(), ['B:1', 'X:2']);
        await offer('sendrecv');
        assert.deepEqual(await heardBy(a, b, x), [
          [b.hz, x.hz],
          [a.hz, x.hz],
          [a.hz, b.hz],
        ]);
      });
    }

    it('may hold us by a null address, and hear nothing', async () => {
      const { mediaCall, a, b } = await stand.call();
      const party = { mediaCall, tag: 'A' };
      const { held } = await stand.rpc.answerOffer({ party, sdp: a.sdp({ address: '0.0.0.0', version: 2 }) });
      assert.equal(held, true);
      assert.deepEqual(await heardBy(a), [[]]);
      await stand.rpc.answerOffer({ party, sdp: a.sdp({ version: 3 }) });
      assert.deepEqual(await heardBy(a, b), [[b.hz], [a.hz]]);
    });

    it('go on hearing the music that they hear', async () => {
      const { mediaCall, a, b } = await stand.call();
      const { audio } = hearings(mediaCall);
      await stand.rpc.arrange({ hearings: [audio('A', 'hold-music'), audio('B', 'hold-music')] });
      const moved = await stand.phone({ hz: 1100 });
      const { sdp } = await stand.rpc.answerOffer({
        party: { mediaCall, tag: 'A' },
        sdp: moved.sdp({ version: 2 }),
      });
      a.mute();
      moved.talkTo(sdp);
      assert.deepEqual(await heardBy(moved, b), [[MUSIC], [MUSIC]]);
    });

    it('are refused video, and answered audio', async () => {
      const { mediaCall, a } = await stand.call();
      const video = 'm=video 40000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n';
      const { sdp } = await stand.rpc.answerOffer({ party: { mediaCall, tag: 'A' }, sdp: a.sdp() + video });
      assert.match(sdp, /^m=audio [1-9]\d* RTP\/AVP 8 101\r$/m);
      assert.match(sdp, /^m=video 0 RTP\/AVP 96\r$/m);
    });

    it('are refused where they have no codec of ours', async () => {
      const { mediaCall, a } = await stand.call();
      await assert.rejects(
        stand.rpc.answerOffer({ party: { mediaCall, tag: 'A' }, sdp: a.sdp({ codecs: ['G728'] }) }),
        failsWith('FAILED_PRECONDITION', /one of PCMA, PCMU, G722/),
      );
    });
  });

  describe('that come in with an offer of their own', () => {
    for (const { codecs, answered, law } of [
      { codecs: ['PCMA', 'PCMU'], answered: '8 0 96', law: 'PCMA' },
      { codecs: ['PCMU', 'PCMA'], answered: '0 8 96', law: 'PCMU' },
      { codecs: ['G728', 'PCMU'], answered: '0 96', law: 'PCMU' },
    ] as const) {
      it(`are answered to ${codecs.join(', ')}, talk and press digits`, async () => {
        const { mediaCall, a, b } = await stand.call();
        const party = { mediaCall, tag: 'X' };
        const x = await stand.phone({ hz: 900, law });
        const offer = x.sdp({ codecs, events: 96 });
        const { sdp, held } = await stand.rpc.answerOffer({ party, sdp: offer, isNew: true });
        assert.equal(held, false);
        assert.match(sdp, new RegExp(`^m=audio \\d+ RTP/AVP ${answered}\r$`, 'm'));
        assert.match(sdp, /^a=rtpmap:96 telephone-event\/8000\r$/m);
        x.talkTo(sdp);
        assert.deepEqual(await heardBy(x, a, b), [[], [b.hz], [a.hz]], 'before it is joined to anybody');

        const { parties, audio } = hearings(mediaCall);
        await stand.rpc.arrange({
          hearings: [parties('A', 'X'), parties('X', 'A'), audio('B', 'hold-music')],
        });
        assert.deepEqual(await heardBy(x, a, b), [[a.hz], [x.hz], [MUSIC]]);
        const from = performance.now();
        x.press('7');
        a.press('8');
        await x.speak(LISTEN_MS);
        assert.deepEqual([x.digits(from), a.digits(from)], ['8', '7']);
        assert.deepEqual(stand.reportedDigits().sort(), ['A:8', 'X:7']);
      });
    }

    it('keep their place when they are answered twice', async () => {
      const { mediaCall } = await stand.call();
      const x = await stand.phone({ hz: 900 });
      const request = { party: { mediaCall, tag: 'X' }, sdp: x.sdp(), isNew: true };
      const place = ({ sdp }: { sdp: string }) => /^m=audio (\d+)/m.exec(sdp)?.[1];
      assert.equal(place(await stand.rpc.answerOffer(request)), place(await stand.rpc.answerOffer(request)));
    });

    it('may do so in a media call of their own', async () => {
      const x = await stand.phone({ hz: 900 });
      const party = { mediaCall: 'new@demo.test', tag: 'X' };
      await stand.rpc.answerOffer({ party, sdp: x.sdp(), isNew: true });
      assert.deepEqual(await stand.rtpengine.list(), ['new@demo.test']);
      await stand.rpc.removeParty({ party });
      assert.deepEqual(await stand.rtpengine.list(), []);
    });

    it('are refused where they have no codec of ours, and leave nothing behind', async () => {
      const x = await stand.phone({ hz: 900 });
      const party = { mediaCall: 'new@demo.test', tag: 'X' };
      await assert.rejects(
        stand.rpc.answerOffer({ party, sdp: x.sdp({ codecs: ['G728'] }), isNew: true }),
        failsWith('FAILED_PRECONDITION', /one of PCMA, PCMU, G722/),
      );
      assert.deepEqual(await stand.rtpengine.list(), []);
    });
  });

  describe('that leave', () => {
    const ports = async (callId: string): Promise<Map<string, number[]>> => {
      const { tags } = await stand.rtpengine.query({ callId });
      return new Map(
        Object.values(tags).map(({ tag, medias }) => [
          tag,
          medias.flatMap(({ streams }) => streams.flatMap((stream) => stream['local port'] ?? [])),
        ]),
      );
    };

    it('give back their ports; the others talk on', async () => {
      const { mediaCall, a, b } = await stand.call();
      const party = { mediaCall, tag: 'X' };
      const x = await stand.phone({ hz: 900 });
      const { sdp } = await stand.rpc.createOffer({ party });
      await stand.rpc.acceptAnswer({ party, sdp: x.sdp({ events: eventsOf(sdp) }) });
      assert.equal((await ports(mediaCall)).get('X')?.length, 2);

      await stand.rpc.removeParty({ party });
      await stand.rpc.removeParty({ party });

      assert.deepEqual((await ports(mediaCall)).get('X'), []);
      assert.deepEqual(
        (await stand.rpc.getActivity({ mediaCall, tags: [] })).parties.map(({ tag }) => tag).sort(),
        ['A', 'B'],
      );
      assert.deepEqual(await heardBy(a, b), [[b.hz], [a.hz]]);
    });

    it('take the call with them or leave it, as told', async () => {
      const { mediaCall } = await stand.call();
      const { audio } = hearings(mediaCall);
      await stand.rpc.arrange({ hearings: [audio('A', 'hold-music'), audio('B', 'hold-music')] });
      await stand.rpc.removeParty({ party: { mediaCall, tag: 'A' }, isLast: false });
      assert.deepEqual(await stand.rtpengine.list(), [mediaCall]);
      for (const _ of [1, 2]) await stand.rpc.removeParty({ party: { mediaCall, tag: 'B' }, isLast: true });
      assert.deepEqual(await stand.rtpengine.list(), []);
    });

    it('take the call with them when they are the last', async () => {
      const { mediaCall } = await stand.call();
      const { audio } = hearings(mediaCall);
      await stand.rpc.arrange({ hearings: [audio('A', 'hold-music'), audio('B', 'hold-music')] });
      for (const tag of ['A', 'B', 'B']) await stand.rpc.removeParty({ party: { mediaCall, tag } });
      assert.deepEqual(await stand.rtpengine.list(), []);
      await assert.rejects(
        stand.rpc.getActivity({ mediaCall, tags: [] }),
        failsWith('NOT_FOUND', /no media call/),
      );
    });
  });

  it('tell when they last sent a packet', async () => {
    const { mediaCall } = await stand.call();
    await stand.rpc.createOffer({ party: { mediaCall, tag: 'X' } });
    const { parties } = await stand.rpc.getActivity({ mediaCall, tags: [] });
    const silentMs = Object.fromEntries(parties.map((party) => [party.tag, party.silentMs]));
    assert.equal(silentMs.X, -1);
    for (const tag of ['A', 'B'])
      assert.ok((silentMs[tag] ?? -1) >= 0 && (silentMs[tag] ?? 0) < 2_000, String(silentMs[tag]));
  });

  it('tell of those asked for, how many others ever were in the call, and leave it', async () => {
    const { mediaCall } = await stand.call();
    for (let index = 0; index < 120; index += 1) {
      const party = { mediaCall, tag: `consulted-${index}` };
      await stand.rpc.createOffer({ party, isNew: true });
      await stand.rpc.removeParty({ party, isLast: false });
    }
    // All of them are listed on, so that the answer about the whole call fits no datagram.
    await assert.rejects(stand.rtpengine.query({ callId: mediaCall }), RtpengineTimeout);

    const told = async (...tags: string[]) =>
      (await stand.rpc.getActivity({ mediaCall, tags })).parties.map(({ tag }) => tag);
    assert.deepEqual(await told('A', 'B'), ['A', 'B']);
    assert.deepEqual(await told('B', 'nobody', 'consulted-119', 'B'), ['B']);
    await stand.rpc.removeParty({ party: { mediaCall, tag: 'A' } });
    assert.deepEqual(await told('A', 'B'), ['B']);
    const elsewhere = stand.rpc.getActivity({ mediaCall: 'nowhere', tags: ['A'] });
    await assert.rejects(elsewhere, failsWith('NOT_FOUND', /no media call/));
  });

  it('receive digits from us as RFC 4733 events, and these are not reported as pressed', async () => {
    const { mediaCall, a, b } = await stand.call();
    for (const digit of ['5', '#']) {
      const from = performance.now();
      await stand.rpc.sendDigit({ party: { mediaCall, tag: 'A' }, digit });
      await a.speak(400);
      assert.deepEqual([a.digits(from), b.digits(from)], [digit, '']);
    }
    assert.deepEqual(stand.reportedDigits(), []);
    assert.deepEqual(await heardBy(a, b), [[b.hz], [a.hz]]);
  });

  it('receive several digits at once in their order', async () => {
    const { mediaCall, a } = await stand.call();
    const from = performance.now();
    await stand.rpc.sendDigit({ party: { mediaCall, tag: 'A' }, digit: '*', following: '75' });
    await a.speak(900);
    assert.equal(a.digits(from), '*75');
  });

  it('speak G.722 too', async () => {
    const { mediaCall, a, b } = await stand.call();
    const party = { mediaCall, tag: 'B' };
    const wideband = await stand.phone({ hz: 900 });
    const { sdp } = await stand.rpc.answerOffer({
      party,
      sdp: wideband.sdp({ codecs: ['G722'], version: 2 }),
    });
    b.mute();
    wideband.echoTo(sdp); // without a G.722 encoder: what it hears is what it says
    await a.speak(SETTLE_MS * 3);
    assert.deepEqual(await heardBy(a), [[a.hz]]);
    assert.equal(wideband.packets.at(-1)?.payloadType, 9);
  });

  describe('are told in one sentence', () => {
    const unknown = { mediaCall: 'nowhere', tag: 'A' };
    it('that a media call is unknown', async () => {
      const { audio, parties, silence } = hearings('nowhere');
      for (const wrong of [
        [audio('A', 'hold-music')],
        [silence('A')],
        [parties('A', 'B'), parties('B', 'A')],
      ]) {
        await assert.rejects(stand.rpc.arrange({ hearings: wrong }), failsWith('NOT_FOUND', /"nowhere"/));
      }
      const phone = await stand.phone({ hz: 500 });
      await assert.rejects(
        stand.rpc.acceptAnswer({ party: unknown, sdp: phone.sdp() }),
        failsWith('NOT_FOUND', /"nowhere"/),
      );
      await assert.rejects(
        stand.rpc.answerOffer({ party: unknown, sdp: phone.sdp() }),
        failsWith('NOT_FOUND', /"nowhere"/),
      );
      await assert.rejects(
        stand.rpc.sendDigit({ party: unknown, digit: '1' }),
        failsWith('NOT_FOUND', /"nowhere"/),
      );
      await stand.rpc.removeParty({ party: unknown });
    });

    it('that a party is unknown', async () => {
      const { mediaCall } = await stand.call();
      const { audio, parties, silence } = hearings(mediaCall);
      for (const wrong of [
        [audio('Z', 'hold-music')],
        [silence('Z')],
        [parties('A', 'Z'), parties('Z', 'A')],
        [parties('A', 'Z')],
        [parties('A', 'B', 'Z')],
      ]) {
        await assert.rejects(stand.rpc.arrange({ hearings: wrong }), failsWith('NOT_FOUND', /"Z"/));
      }
      for (const wrong of [audio('Z', 'hold-music'), silence('Z')]) {
        await assert.rejects(
          stand.rpc.arrange({ hearings: [wrong], held: true }),
          failsWith('NOT_FOUND', /"Z"/),
        );
      }
      await stand.rpc.removeParty({ party: { mediaCall, tag: 'Z' } });
      assert.equal((await stand.rpc.getActivity({ mediaCall, tags: [] })).parties.length, 2);
    });

    it('what is wrong with a request', async () => {
      const { mediaCall } = await stand.call();
      const { audio, parties } = hearings(mediaCall);
      const invalid = (message: RegExp) => failsWith('INVALID_ARGUMENT', message);
      await assert.rejects(
        stand.rpc.arrange({ hearings: [audio('A', 'polka')] }),
        invalid(/^hearings\[0\]\.audio\.name is "polka": must be one of hold-music, ringback, transfer$/),
      );
      await assert.rejects(
        stand.rpc.arrange({ hearings: [parties('A', 'A')] }),
        invalid(/must not name the party/),
      );
      await assert.rejects(
        stand.rpc.arrange({ hearings: [parties('A', 'B'), audio('A', 'ringback')] }),
        invalid(/^hearings\[1\]\.party is "A"/),
      );
      await assert.rejects(
        stand.rpc.arrange({ hearings: [{ party: { mediaCall, tag: 'A' }, source: undefined }] }),
        invalid(/^hearings\[0\]\.source .* must be silence, audio or parties$/),
      );
      await assert.rejects(
        stand.rpc.arrange({ hearings: [parties('A', 'B'), parties('B', 'A')], held: true }),
        invalid(/^held is "true": must be false, as "A" is to hear voices$/),
      );
      await assert.rejects(
        stand.rpc.sendDigit({ party: { mediaCall, tag: 'A' }, digit: '12' }),
        invalid(/^digit is "12": must be one of 0-9 \* # A-D$/),
      );
      await assert.rejects(
        stand.rpc.sendDigit({ party: { mediaCall, tag: 'A' }, digit: '1', following: 'x' }),
        invalid(/^following is "x": must be up to 16 of 0-9 \* # A-D$/),
      );
      await assert.rejects(
        stand.rpc.createOffer({ party: { mediaCall: '', tag: 'A' } }),
        invalid(/^party\.media_call/),
      );
    });

    it('that nobody is there to press a digit', async () => {
      const { mediaCall } = await stand.call();
      await stand.rpc.removeParty({ party: { mediaCall, tag: 'B' } });
      await assert.rejects(
        stand.rpc.sendDigit({ party: { mediaCall, tag: 'A' }, digit: '1' }),
        failsWith('FAILED_PRECONDITION', /hears no other party/),
      );
    });
  });
});
