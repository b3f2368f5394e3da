import { Stack } from './stack.ts';

describe('a public number that an account dials', function () {
  this.timeout(30_000);
  let stack: Stack;
  before(async () => {
    stack = await Stack.start();
  });
  after(() => stack.stop());
  afterEach(function () {
    return stack.hangUp(this.currentTest);
  });

  const toTheTrunk = [
    ['in national form', '600100200', '+48600100200'],
    ['in international form', '0048600100200', '+48600100200'],
    ['in E.164 form', '+48600100200', '+48600100200'],
    ['abroad', '0079161234567', '+79161234567'],
    ['for emergencies', '112', '112'],
    ['for emergencies in the country', '999', '999'],
  ];
  for (const [what, dialled = '', number] of toTheTrunk) {
    it(`${what} goes to the trunk: ${dialled} as ${number}`, async () => {
      const [anna, carrier] = await Promise.all([stack.registered('101'), stack.carrier()]);
      await anna.invite(`sip:${dialled}@demo.test`);
      const invite = await carrier.peer.next(
        `INVITE for ${number}`,
        ({ startLine }) => startLine === `INVITE sip:${number}@127.0.0.2:5060 SIP/2.0`,
      );
      carrier.peer.respond(invite, [486, 'Busy Here'], carrier.tag);
      await anna.peer.nextResponse(486, 'INVITE');
    });
  }

  for (const dialled of ['221000103', '0048221000103', '+48221000103']) {
    it(`of the tenant itself rings inside: ${dialled}`, async () => {
      const [anna, celina] = await Promise.all([stack.registered('101'), stack.registered('103')]);
      await anna.invite(`sip:${dialled}@demo.test`);
      celina.peer.respond(await celina.peer.nextRequest('INVITE'), [486, 'Busy Here'], celina.tag);
      await anna.peer.nextResponse(486, 'INVITE');
    });
  }

  for (const dialled of ['6001002000', '60010020', '000600100200', '+0', '5%2c']) {
    it(`that is none is not found: ${dialled}`, async () => {
      const anna = await stack.registered('101');
      await anna.invite(`sip:${dialled}@demo.test`);
      await anna.peer.nextResponse(404, 'INVITE');
    });
  }
});
