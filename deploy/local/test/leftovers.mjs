/**
 * Checks on the host that nothing stays of an isolation, however it ends, and that what can be wrong with a machine is told in
 * one sentence. Run it as root: `node deploy/local/test/leftovers.mjs [words of the checks to run]`. Needs a runtime in the cache.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { namespaceExists, namespacePath, occupants } from '../setup/namespace.mjs';
import { Command, enter, host, start } from './host.mjs';

const checks = [];
const check = (name, run) => checks.push({ name, run });

/** A command whose children try to survive: one leaves its session, one ignores what can be ignored. */
const stubborn = [
  'bash',
  '-c',
  'setsid sleep 600 & trap "" INT TERM HUP; (trap "" INT TERM HUP; sleep 600) & echo up; wait; wait',
];
const willing = ['bash', '-c', 'setsid sleep 600 & echo up; wait'];

const ends = {
  'Ctrl-C': (command) => command.interruptGroup(),
  'SIGTERM to the command alone': (command) => command.kill('SIGTERM'),
  'SIGHUP (the terminal closes)': (command) => command.kill('SIGHUP'),
  'kill -9 of the command': (command) => command.kill('SIGKILL'),
  'kill -9 of the guard': async (command) => process.kill(await command.find('guard.mjs'), 'SIGKILL'),
  'kill -9 of process 1': async (command) => process.kill(await command.find('^tini'), 'SIGKILL'),
};
for (const [how, end] of Object.entries(ends)) {
  check(`an isolation ended by ${how}`, async () => {
    const command = enter(willing);
    await command.says('up');
    await command.endsBy(end);
    await command.leavesNothing();
  });
}

check('an isolation that will not end on Ctrl-C', async () => {
  const command = enter(stubborn);
  await command.says('up');
  await command.endsBy(ends['Ctrl-C']);
  await command.leavesNothing();
});

for (const delayMs of [0, 50, 100, 150, 200, 300, 500, 1_000, 2_000]) {
  check(`npm start ended by Ctrl-C ${delayMs} ms after it began`, async () => {
    const command = start(['--no-demo']);
    await command.after(delayMs);
    await command.endsBy(ends['Ctrl-C']);
    await command.leavesNothing();
  });
  check(`npm start ended by kill -9 ${delayMs} ms after it began`, async () => {
    const command = start(['--no-demo']);
    await command.after(delayMs);
    await command.endsBy(ends['kill -9 of the command']);
    await command.leavesNothing();
  });
}

check('a name that is in use is refused, with the process that has it', async () => {
  const first = enter(willing);
  await first.says('up');
  const second = enter(['true'], { name: first.name });
  const { status, output } = await second.ended;
  assert.equal(status, 2);
  assert.match(output, new RegExp(`in use: process ${first.pid} `));
  assert(occupants(first.name).length > 0, 'the first one goes on');
  await first.endsBy(ends['Ctrl-C']);
  await first.leavesNothing();
});

check('a namespace that a crash left is removed silently', async () => {
  mkdirSync('/run/netns', { recursive: true });
  writeFileSync(namespacePath('stale'), '');
  execFileSync('unshare', [`--net=${namespacePath('stale')}`, 'true']);
  const command = enter(['true'], { name: 'stale' });
  const { status, output } = await command.ended;
  assert.equal(output.trim(), '');
  assert.equal(status, 0);
  await command.leavesNothing();
});

check('the name is free again at once', async () => {
  for (let round = 0; round < 5; round++) {
    const { status, output } = await enter(['true'], { name: 'again' }).ended;
    assert.equal(status, 0, output);
  }
  assert(!namespaceExists('again'));
});

check('the exit status is the command’s', async () => {
  assert.equal((await enter(['sh', '-c', 'exit 7']).ended).status, 7);
});

/** What is wrong with the machine (commands run in a mount namespace of its own), and what is said. */
const machines = [
  ['without root', 'exec setpriv --reuid=65534 --regid=65534 --clear-groups "$@"', /needs root/],
  [
    'with too little disk',
    'mount -t tmpfs -o size=100m tmpfs /mnt; export CORDBOARD_CACHE=/mnt; exec "$@"',
    /Too little disk: \/mnt has 0\.1 GB/,
  ],
  ['without reach of the archive', `${host.brokenApt}; exec "$@"`, /archive is out of reach/],
  [
    'without mmdebstrap and reach',
    `${host.brokenApt}; ${host.withoutMmdebstrap}; exec "$@"`,
    /mmdebstrap.*cannot be installed/,
  ],
  [
    'that is no Debian',
    'mount --bind /dev/null /usr/bin/apt-get; mount -t tmpfs tmpfs /etc; exec "$@"',
    /no Debian/,
  ],
];
for (const [what, prepare, sentence] of machines) {
  check(`a machine ${what} is told so`, async () => {
    const command = start(['--no-demo'], { prepare });
    const { status, output } = await command.ended;
    assert.equal(status, 2, output);
    const [first, advice] = output.trimEnd().split('\n').slice(-2);
    assert.match(first, sentence);
    assert.match(advice, /\S.*\.$/);
    await command.leavesNothing();
  });
}

check('a runtime that was broken off is cleaned up', async () => {
  const cache = host.temporaryDirectory();
  for (const end of [ends['Ctrl-C'], ends['kill -9 of the command']]) {
    const command = start(['--no-demo'], { env: { CORDBOARD_CACHE: cache } });
    await command.says('extracting archives');
    await command.endsBy(end);
    await command.leavesNothing();
    assert(!readFileSync('/proc/self/mountinfo', 'utf8').includes(cache));
  }
  host.remove(cache);
});

const words = process.argv.slice(2);
let failures = 0;
for (const { name, run } of checks.filter((each) => words.every((word) => each.name.includes(word)))) {
  const started = performance.now();
  try {
    await run();
    console.log(`✓ ${name} (${Math.round(performance.now() - started)} ms)`);
  } catch (error) {
    failures++;
    console.log(`✗ ${name}\n  ${error.message.replaceAll('\n', '\n  ')}`);
  } finally {
    await Command.endAll();
  }
}
process.exitCode = failures === 0 ? 0 : 1;
