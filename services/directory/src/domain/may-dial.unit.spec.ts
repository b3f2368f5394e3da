import assert from 'node:assert/strict';
import { createDirectory } from './directory.ts';
import { mayDial } from './may-dial.ts';
import { resolveTarget } from './resolve-target.ts';
import { sampleTenant } from './samples.ts';

describe('who may dial what', () => {
  const rows: [dialling: object, country: string, number: string, allowed: boolean, what: string][] = [
    [{}, 'PL', '+48600100200', true, 'a mobile'],
    [{}, 'PL', '+48701100200', false, 'premium rate, unless it is allowed'],
    [{ premium: true }, 'PL', '+48701100200', true, 'premium rate where it is allowed'],
    [{}, 'PL', '+48801100200', true, 'shared cost is no premium rate'],
    [{}, 'PL', '+48800100200', true, 'freephone'],
    [{}, 'PL', '+449098790000', false, 'premium rate of another country'],
    [{}, 'PL', '+79161234567', true, 'abroad, unless it is forbidden'],
    [{ international: false }, 'PL', '+79161234567', false, 'abroad where it is forbidden'],
    [{ international: false }, 'PL', '+48600100200', true, 'at home where abroad is forbidden'],
    [{ international: false }, 'RU', '+77011234567', false, 'abroad with the calling code of home'],
    [{ international: false }, 'CA', '+12125550100', false, 'the USA from Canada'],
    [{ international: false }, 'CA', '+18005550100', true, 'freephone that both have'],
    [{ international: false }, 'PL', '+882161234567', false, 'a network of no country'],
    [{ barred: ['+4860'] }, 'PL', '+48600100200', false, 'a barred beginning'],
    [{ barred: ['+4860'] }, 'PL', '+48690100200', true, 'another beginning'],
    [{ barred: ['+7'], premium: true }, 'PL', '+79161234567', false, 'a barred country'],
  ];
  for (const [dialling, country, number, allowed, what] of rows) {
    it(`${allowed ? 'yes' : 'no'}: ${number} from ${country} with ${JSON.stringify(dialling)}, ${what}`, () =>
      assert.equal(mayDial(sampleTenant({ dialling, country }), number), allowed));
  }

  it('help is for everybody, and a DID of the tenant stays inside', () => {
    const tenant = sampleTenant({ dialling: { barred: ['+48'], international: false } });
    const member = createDirectory([tenant]).findAccount('101@demo.test');
    assert(member);
    assert.equal(resolveTarget(member, '112').type, 'Target');
    assert.equal(resolveTarget(member, '221000102').type, 'Target');
    assert.deepEqual(resolveTarget(member, '600100200'), { type: 'Refusal', reason: 'NotAllowed' });
  });
});
