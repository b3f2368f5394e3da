import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BadFiles, describeProblem } from '../domain/problem.ts';
import { parseSource, readSources } from './yaml-source.ts';

/** What is wrong with a text. */
const mistakesOf = (text: string): string[] => {
  try {
    parseSource('demo.yaml', text);
    return [];
  } catch (error) {
    assert(error instanceof BadFiles);
    return error.problems.map(describeProblem);
  }
};

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

  it('never shows what stands where a password does', () => {
    assert.deepEqual(mistakesOf('password: *demo-1011\n'), [
      'demo.yaml:1: password = (hidden): must stand in quotes, or YAML takes it for a reference',
    ]);
    for (const text of ['password: |demo-1011\n', 'password: ]demo-1011\n', 'password: @demo-1011\n']) {
      const mistakes = mistakesOf(text);
      assert(mistakes.length > 0);
      assert.doesNotMatch(mistakes.join(), /demo-1011/);
    }
  });

  it('that refers to itself so often that it would fill the memory is refused as every other mistake', () => {
    const many = (name: string) => `[${Array(11).fill(`*${name}`).join(', ')}]`;
    assert.deepEqual(mistakesOf(`a: &a [x]\nb: &b ${many('a')}\nc: &c ${many('b')}\n`), [
      'demo.yaml: refers too often with * to what & names; write some of it out',
    ]);
  });

  it('is named as the operator names it, as others may have the same name elsewhere', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'yaml-source-'));
    try {
      const files = ['a', 'b'].map((directory) => join(folder, directory, 'tenant.yaml'));
      for (const file of files) {
        await mkdir(dirname(file));
        await writeFile(file, 'tenant: [\n');
      }
      await assert.rejects(readSources(files), (error: unknown) => {
        assert(error instanceof BadFiles);
        assert.deepEqual([...new Set(error.problems.map(({ file }) => file))], files);
        return true;
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('may refer to what it names', () => {
    const { content } = parseSource('demo.yaml', 'incoming: &all { action: return }\noutgoing: *all\n');
    assert.deepEqual(content, { incoming: { action: 'return' }, outgoing: { action: 'return' } });
  });
});
