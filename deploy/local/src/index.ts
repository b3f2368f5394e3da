export { addresses, HOST } from './addresses.ts';
export { ComponentFailed, type Death } from './component.ts';
export { type ComponentName, POSTGRES_URL } from './components.ts';
export { type Stack, type StackOptions, startStack } from './stack.ts';
