import assert from 'node:assert/strict';
import { z } from 'zod';
import { ConfigError, parseEnv } from './config.ts';
import { address, list, milliseconds, namedUrls, url, wholeNumber } from './config-types.ts';

const schema = z.object({
  GRPC_LISTEN: address().default('127.0.0.1:7004'),
  RING_TIMEOUT_MS: milliseconds(1, 180_000).default(30_000),
  POSTGRES_URL: url('postgresql'),
});
const POSTGRES_URL = 'postgresql://127.0.0.1/cordboard';

describe('parseEnv', () => {
  it('fills in the defaults, also for variables that are empty', () => {
    assert.deepEqual(parseEnv(schema, { POSTGRES_URL, RING_TIMEOUT_MS: '' }), {
      GRPC_LISTEN: '127.0.0.1:7004',
      RING_TIMEOUT_MS: 30_000,
      POSTGRES_URL,
    });
  });

  it('names every wrong variable with its value and the rule', () => {
    assert.throws(
      () => parseEnv(schema, { GRPC_LISTEN: '7004', RING_TIMEOUT_MS: '0' }),
      (error: unknown) => {
        assert(error instanceof ConfigError);
        assert.deepEqual(error.problems, [
          'GRPC_LISTEN=7004: must be host:port, e.g. 10.99.0.1:7004',
          'RING_TIMEOUT_MS=0: must be milliseconds, 1 to 180000',
          'POSTGRES_URL is not set: must be a URL that begins with postgresql://',
        ]);
        return true;
      },
    );
  });

  it('shows no password', () => {
    const secrets = z.object({
      KAMAILIO_SECRET: z.string().min(8, 'too short'),
      POSTGRES_URL: url('postgresql'),
    });
    assert.throws(
      () => parseEnv(secrets, { KAMAILIO_SECRET: 'hunter2', POSTGRES_URL: 'mysql://me:hunter2@db/x' }),
      (error: unknown) => error instanceof ConfigError && !error.message.includes('hunter2'),
    );
  });
});

const accepted: [z.ZodType, string, unknown][] = [
  [address(), 'localhost:80', 'localhost:80'],
  [address(), '[::1]:7004', '[::1]:7004'],
  [address(), '127.0.0.1:0', '127.0.0.1:0'],
  [milliseconds(0, 10), '10', 10],
  [wholeNumber(1, 5), '5', 5],
  [list(':'), '/a/demo.yaml: /b/other.yaml:', ['/a/demo.yaml', '/b/other.yaml']],
  [
    namedUrls(),
    'n1=http://a:1/RPC,n2=http://b:2/RPC',
    new Map([
      ['n1', 'http://a:1/RPC'],
      ['n2', 'http://b:2/RPC'],
    ]),
  ],
  [url('nats', 'tls'), 'tls://n:4222', 'tls://n:4222'],
];
const refused: [z.ZodType, string][] = [
  [address(), 'localhost'],
  [address(), 'a:65536'],
  [address(), 'a b:1'],
  [milliseconds(0, 10), '11'],
  [milliseconds(0, 10), '1.5'],
  [milliseconds(0, 10), 'soon'],
  [wholeNumber(1, 5), '-1'],
  [list(','), ' , '],
  [namedUrls(), 'http://a:1'],
  [namedUrls(), 'n1=http://a:1,n1=http://b:1'],
  [url('nats'), 'http://n:4222'],
];

describe('the types of variables', () => {
  for (const [type, text, value] of accepted) {
    it(`take "${text}"`, () => assert.deepEqual(type.parse(text), value));
  }
  for (const [type, text] of refused) {
    it(`refuse "${text}"`, () => assert.equal(type.safeParse(text).success, false));
  }
});
