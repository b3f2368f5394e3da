import assert from 'node:assert/strict';
import { now } from './clock.ts';
import { printTimeline } from './ears/ear.ts';
import { parts, type Sound, silence } from './ears/sounds.ts';
import type { SipLog } from './network/sip-log.ts';
import type { Handset } from './phone/handset.ts';

/** No switch may leave anybody without sound for longer, in milliseconds (SPEC § 2). */
export const longestGapMs = 500;

/** Two phones hear each other, and nothing else. */
export const expectTalk = async (one: Handset, other: Handset, withinMs = 5_000): Promise<void> => {
  await Promise.all([one.waitToHear(other.tone, { withinMs }), other.waitToHear(one.tone, { withinMs })]);
};

/** From then to now the phone has heard these sounds and no others, but for silences no longer than a switch may take. */
export const expectOnly = (phone: Handset, since: number, ...sounds: Sound[]): void => {
  const heard = phone.hears(since, now());
  const wrong = heard.filter(({ sound, from, to }) =>
    sound === silence ? to - from > longestGapMs && !sounds.includes(silence) : !sounds.includes(sound),
  );
  assert.equal(
    wrong.length,
    0,
    `${phone.user} should have heard only ${sounds.join(', ')}, but heard:\n${printTimeline(heard, since)}`,
  );
};

/** From then to now the phone has never heard this sound, alone or with others. */
export const expectNever = (phone: Handset, since: number, sound: Sound): void => {
  const heard = phone.hears(since, now());
  assert.ok(
    heard.every((segment) => !parts(segment.sound).includes(sound)),
    `${phone.user} should never have heard ${sound}, but heard:\n${printTimeline(heard, since)}`,
  );
};

/** No phone was sent a re-INVITE or UPDATE since then, nor did one send any. */
export const expectNoRenegotiation = (sip: SipLog, since: number): void => {
  const found = sip.renegotiations({ since });
  assert.equal(
    found.length,
    0,
    `a session was renegotiated:\n${found.map((m) => `${m.from} > ${m.to} ${m.startLine}`).join('\n')}`,
  );
};
