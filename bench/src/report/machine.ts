import { execFile } from 'node:child_process';
import { cpus, release, totalmem } from 'node:os';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** How each program says its version. */
const programs: readonly (readonly [program: string, option: string])[] = [
  ['kamailio', '-v'],
  ['rtpengine', '--version'],
  ['nats-server', '--version'],
  ['postgres', '--version'],
];

const versionOf = async ([program, option]: readonly [string, string]): Promise<string> => {
  const { stdout, stderr } = await run(program, [option]);
  return `${program} ${/\d+(\.\d+)+/.exec(stdout + stderr)?.[0] ?? 'unknown'}`;
};

/** The machine and the versions that figures belong to. */
export const describeMachine = async (): Promise<string> => {
  const [processor] = cpus();
  const versions = await Promise.all(programs.map(versionOf));
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB`;
  return [
    `${processor?.model ?? 'unknown processor'}, ${cpus().length} cores, ${memory}, Linux ${release()}`,
    [...versions, `node ${process.versions.node}`].join(', '),
  ]
    .map((line) => `  ${line}`)
    .join('\n');
};
