import { type Decision, nothing } from './messages.ts';

/** An occurrence that changes nothing in a state: late, a duplicate, or of no meaning there. */
export const ignored = (): Decision => nothing;
