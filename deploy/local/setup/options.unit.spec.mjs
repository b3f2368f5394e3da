import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { parseEnter, parseStart } from './options.mjs';

const usual = { name: 'cordboard', once: false, demo: true, carrier: true, tenant: undefined };
const here = fileURLToPath(import.meta.url);

const understood = [
  [[], usual],
  [['--once'], { ...usual, once: true }],
  [['--no-demo'], { ...usual, demo: false }],
  [['--no-carrier'], { ...usual, carrier: false }],
  [['--no-demo', '--no-carrier'], { ...usual, demo: false, carrier: false }],
  [['--name', 'second'], { ...usual, name: 'second' }],
  [['--name=a_1-2'], { ...usual, name: 'a_1-2' }],
  [['--tenant', here], { ...usual, tenant: here }],
];
const refused = [
  [['--nmae', 'x'], /'--nmae'/],
  [['x'], /'x'/],
  [['--name'], /--name/],
  [['--once=yes'], /--once/],
  [['--once', '--no-demo'], /exclude each other/],
  [['--tenant', '/nowhere/t.yaml'], /no tenant file \/nowhere\/t\.yaml/],
  [['--name', ''], /"" cannot be a name/],
  [['--name', '../x'], /cannot be a name/],
  [['--name', '-x'], /--name/],
  [['--name', 'sixteen-letters-'], /1 to 15/],
];

describe('the options of npm start', () => {
  for (const [args, options] of understood) {
    it(`understands "${args.join(' ')}"`, () => assert.deepEqual(parseStart(args), options));
  }

  for (const [args, message] of refused) {
    it(`refuses "${args.join(' ')}" with a sentence and advice`, () => {
      assert.throws(
        () => parseStart(args),
        (error) => error.name === 'SetupFailure' && message.test(error.message) && error.advice.length > 0,
      );
    });
  }

  it('prints every option on --help', () => {
    const { help } = parseStart(['--help']);
    for (const name of ['--name', '--once', '--no-demo', '--no-carrier', '--tenant'])
      assert(help.includes(name));
  });
});

describe('the options of npm run shell', () => {
  it('runs a shell under a name of its own', () => {
    const { name, command } = parseEnter([]);
    assert.deepEqual(command, ['bash']);
    assert(name.length <= 15);
  });

  it('leaves what follows -- to the command', () => {
    assert.deepEqual(parseEnter(['--name', 'x', '--', 'ls', '-l', '--name']).command, ['ls', '-l', '--name']);
  });
});
