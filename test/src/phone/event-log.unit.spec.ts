import assert from 'node:assert/strict';
import { EventLog, type PhoneEvent, type PhoneEventType } from './event-log.ts';

const event = (type: PhoneEventType, at = 0): PhoneEvent => ({
  at,
  type,
  callId: 'c1',
  peer: 'sip:102@demo.test',
  peerName: '',
  detail: '486 Busy Here',
});

describe('waiting for a phone event', () => {
  it('takes one that came before the wait', async () => {
    const log = new EventLog('101');
    log.record(event('incoming', 1));
    assert.equal((await log.waitFor(['incoming'], 10)).at, 1);
  });

  it('takes one that comes later', async () => {
    const log = new EventLog('101');
    const waited = log.waitFor(['answered', 'closed'], 1_000);
    log.record(event('ringing', 1));
    log.record(event('closed', 2));
    assert.equal((await waited).at, 2);
  });

  it('takes no event twice, and the oldest first', async () => {
    const log = new EventLog('101');
    log.record(event('incoming', 1));
    log.record(event('incoming', 2));
    assert.equal((await log.waitFor(['incoming'], 10)).at, 1);
    assert.equal((await log.waitFor(['incoming'], 10)).at, 2);
    await assert.rejects(log.waitFor(['incoming'], 10), { code: 'DEADLINE_EXCEEDED' });
  });

  it('takes none that was forgotten', async () => {
    const log = new EventLog('101');
    log.record(event('closed'));
    log.forget();
    await assert.rejects(log.waitFor(['closed'], 10), { code: 'DEADLINE_EXCEEDED' });
  });

  it('says what came instead', async () => {
    const log = new EventLog('101');
    log.record(event('closed'));
    await assert.rejects(
      log.waitFor(['answered'], 10),
      /101: no "answered" within 10 ms.*closed.*486 Busy Here/s,
    );
  });
});
