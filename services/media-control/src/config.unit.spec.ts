import assert from 'node:assert/strict';
import { parseConfig } from './config.ts';

describe('parseConfig', () => {
  it('has a default for everything', () => {
    const { audioDir, ...config } = parseConfig({});
    assert.deepEqual(config, {
      grpcListen: '10.99.0.1:7002',
      rtpengine: { host: '127.0.0.1', port: 2223, timeoutMs: 2_000 },
      natsUrl: '10.99.0.1:4222',
      recordings: {
        dir: '/var/lib/cordboard/recordings',
        limits: { maxBytes: 10_485_760, minMs: 200, maxMs: 300_000 },
        perDomain: 100,
      },
      speech: {
        dir: '/var/lib/cordboard/speech',
        limits: { maxFiles: 1_000, maxBytes: 104_857_600, timeoutMs: 3_000 },
      },
    });
    assert.match(audioDir, /\/audio$/);
  });

  it('takes an IPv6 address', () => {
    const { rtpengine } = parseConfig({ RTPENGINE_ADDRESS: '[::1]:2223' });
    assert.deepEqual(rtpengine, { host: '::1', port: 2223, timeoutMs: 2_000 });
  });

  it('names the variable, its value and the rule', () => {
    assert.throws(
      () => parseConfig({ RTPENGINE_TIMEOUT_MS: 'soon' }),
      /RTPENGINE_TIMEOUT_MS=soon: must be milliseconds, 100 to 30000/,
    );
  });
});
