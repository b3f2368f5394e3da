import { bold, dim } from '@cordboard/local/screen';
import { addresses } from './addresses.ts';
import type { Settings } from './settings.ts';

/** What a person needs to know about a stack that is up. */
export const howToUse = ({ name, tenantFile, logDirectory, carrier, demo }: Settings): string => {
  const accounts: [string, string][] =
    tenantFile === undefined
      ? [
          ['Accounts', '101 to 106, passwords demo-101 to demo-106'],
          ['Domain', 'demo.test'],
        ]
      : [['Accounts', 'those of your tenant file']];
  const rows: [string, string][] = [
    ...accounts,
    ['Proxy', `${addresses.sip}, UDP and TCP`],
    ['Carrier', carrier && demo ? '10.99.0.2:5060, simulated' : '10.99.0.2:5060 is free for yours'],
    ['Your phone', `ip netns exec ${name} <program>`],
    ['In there', `npm run shell -- --join ${name}`],
    ['gRPC', `call-control ${addresses.callControl}, media-control ${addresses.mediaControl},`],
    ['', `transfer ${addresses.transfer}, directory ${addresses.directory}`],
    ['NATS', addresses.nats],
    ['Logs', logDirectory],
  ];
  const lines = rows.map(([what, value]) => `    ${dim(what.padEnd(12))}${value}`);
  return `\n  ${bold('The stack is up. Register a phone:')}\n\n${lines.join('\n')}\n\n  ${dim('Ctrl-C ends it.')}`;
};
