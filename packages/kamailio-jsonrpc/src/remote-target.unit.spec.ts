import assert from 'node:assert/strict';
import { resolveRemoteTarget } from './remote-target.ts';

describe('resolveRemoteTarget', () => {
  const rows: [contact: string, requestUri: string, nextHop: string][] = [
    ['sip:101@10.0.0.2:5062', 'sip:101@10.0.0.2:5062', ''],
    [
      'sip:101@10.0.0.2;alias=198.51.100.7~40001~1',
      'sip:101@10.0.0.2',
      'sip:198.51.100.7:40001;transport=udp',
    ],
    [
      'sip:101@10.0.0.2:5062;transport=tcp;alias=198.51.100.7~40001~2',
      'sip:101@10.0.0.2:5062;transport=tcp',
      'sip:198.51.100.7:40001;transport=tcp',
    ],
    [
      'sip:101@10.0.0.2;alias=[2001:db8::7]~40001~3;ob',
      'sip:101@10.0.0.2;ob',
      'sip:[2001:db8::7]:40001;transport=tls',
    ],
    ['sip:101@10.0.0.2;alias=nonsense', 'sip:101@10.0.0.2;alias=nonsense', ''],
  ];
  for (const [contact, requestUri, nextHop] of rows) {
    it(`sends ${contact} to ${nextHop || 'its own address'}`, () => {
      assert.deepEqual(resolveRemoteTarget(contact), { requestUri, nextHop });
    });
  }
});
