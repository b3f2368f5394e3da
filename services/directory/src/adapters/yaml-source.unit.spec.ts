import assert from 'node:assert/strict';
import { BadFiles, describeProblem } from '../domain/problem.ts';
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

  it('with a code that begins with * and has no quotes is refused with its line, its field and the rule', () => {
    assert.throws(
      () =>
        parseSource(
          'own.yaml',
          "profile: own\ncodes:\n  terminator: '#'\n  return: *1\n  startAttended: **\n",
        ),
      (error: unknown) => {
        assert(error instanceof BadFiles);
        assert.deepEqual(error.problems.map(describeProblem), [
          'own.yaml:4: codes.return = *1: must stand in quotes, or YAML takes it for a reference',
          'own.yaml:5: codes.startAttended = **: must stand in quotes, or YAML takes it for a reference',
        ]);
        return true;
      },
    );
  });

  it('may refer to what it names', () => {
    const { content } = parseSource('demo.yaml', 'incoming: &all { action: return }\noutgoing: *all\n');
    assert.deepEqual(content, { incoming: { action: 'return' }, outgoing: { action: 'return' } });
  });
});
