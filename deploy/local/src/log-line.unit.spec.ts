import assert from 'node:assert/strict';
import { readable } from './log-line.ts';

describe('a line of a log, as a person is shown it', () => {
  for (const [what, line, expected] of [
    [
      'of a service',
      '{"level":60,"time":1,"msg":"cannot start: a.yaml:2: bad"}',
      'cannot start: a.yaml:2: bad',
    ],
    ['with its cause', '{"level":50,"err":{"message":"refused"},"msg":"no NATS"}', 'no NATS: refused'],
    ['whose cause it names', '{"err":{"message":"refused"},"msg":"no NATS, refused"}', 'no NATS, refused'],
    ['with nothing but a cause', '{"err":{"message":"refused"}}', 'refused'],
    ['that says nothing', '{"level":30}', '{"level":30}'],
    ['that is cut off', '{"level":30,"ms', '{"level":30,"ms'],
    ['of a server', 'CRITICAL: no socket', 'CRITICAL: no socket'],
  ] as const) {
    it(what, () => assert.equal(readable(line), expected));
  }
});
