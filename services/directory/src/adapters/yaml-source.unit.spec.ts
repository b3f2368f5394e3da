import assert from 'node:assert/strict';
import { BadFiles } from '../domain/problem.ts';
import { parseSource } from './yaml-source.ts';

const text = `tenant: demo
accounts:
  - account: '101'
    name: Anna
  - account: '102'
`;

describe('a YAML file', () => {
  const { content, lineOf } = parseSource('demo.yaml', text);

  it('has a content', () => {
    assert.deepEqual(content, {
      tenant: 'demo',
      accounts: [{ account: '101', name: 'Anna' }, { account: '102' }],
    });
  });

  it('knows the line of each value, and of what should hold one that is missing', () => {
    assert.equal(lineOf(['tenant']), 1);
    assert.equal(lineOf(['accounts', 0, 'name']), 4);
    assert.equal(lineOf(['accounts', 1, 'name']), 5);
    assert.equal(lineOf(['trunks', 0]), 1);
  });

  it('that is no YAML is refused with the lines of the mistakes', () => {
    assert.throws(
      () => parseSource('demo.yaml', 'tenant: demo\ntenant: again\ndomain: [\n'),
      (error: unknown) => error instanceof BadFiles && error.problems[0]?.line === 2,
    );
  });
});
