import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SetupFailure } from './failure.mjs';

/** The longest name that a network interface, and so whatever is called after the stack, may have. */
const longestName = 15;

const startHelp = `npm start [-- options]

  --name NAME     network namespace of the stack (cordboard)
  --once          end after the demonstration; exit status 0 if all its checks passed
  --no-demo       start the stack alone
  --no-carrier    leave 10.99.0.2:5060 free for a carrier of your own
  --tenant FILE   load this tenant instead of demo (tenants/demo.yaml)
  --help          this text
`;

/**
 * @param {string[]} args
 * @returns {{ help: string } | { name: string, once: boolean, demo: boolean, carrier: boolean, tenant: string | undefined }}
 * @throws {SetupFailure} Names the option and what it may be.
 */
export const parseStart = (args) => {
  const values = parse(args, {
    name: { type: 'string', default: 'cordboard' },
    once: { type: 'boolean', default: false },
    'no-demo': { type: 'boolean', default: false },
    'no-carrier': { type: 'boolean', default: false },
    tenant: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  }).values;
  if (values.help) return { help: startHelp };
  if (values.once && values['no-demo'])
    throw new SetupFailure(
      '--once and --no-demo exclude each other: one waits for the demonstration.',
      'Leave one out.',
    );
  if (values['no-carrier'] && !values['no-demo']) return { ...common(values), demo: true, carrier: false };
  return { ...common(values), demo: !values['no-demo'], carrier: !values['no-carrier'] };
};

const common = ({ name, once, tenant }) => ({
  name: checkName(name),
  once,
  tenant: tenant && checkTenant(tenant),
});

/** @returns {{ name: string, join: string | undefined, command: string[] }} `join`: the running stack to enter. */
export const parseEnter = (args) => {
  const options = { name: { type: 'string', default: `shell-${process.pid}` }, join: { type: 'string' } };
  const { values, positionals } = parse(args, options, true);
  const join = values.join && checkName(values.join);
  return { name: checkName(values.name), join, command: positionals.length > 0 ? positionals : ['bash'] };
};

/** @throws {SetupFailure} */
export const checkName = (name) => {
  if (/^[a-z0-9][a-z0-9_-]*$/i.test(name) && name.length <= longestName) return name;
  throw new SetupFailure(
    `"${name}" cannot be a name: it takes 1 to ${longestName} letters, digits, "-" or "_", a letter or digit first.`,
    'For example: --name cordboard2',
  );
};

const checkTenant = (file) => {
  if (existsSync(file)) return resolve(file);
  throw new SetupFailure(
    `There is no tenant file ${file}.`,
    'Give the path of a YAML file like tenants/demo.yaml.',
  );
};

const parse = (args, options, allowPositionals = false) => {
  try {
    return parseArgs({ args, options, allowPositionals, strict: true });
  } catch (error) {
    const [sentence] = error.message.split(/\. (?=To specify)/);
    throw new SetupFailure(`${sentence}.`.replace(/\.\.$/, '.'), 'npm start -- --help lists the options.');
  }
};
