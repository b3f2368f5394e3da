import { callControl } from '@cordboard/contracts';
import { type Implementation, RpcError, service } from '@cordboard/service';
import type { CallControl } from '../app/call-control.ts';
import { CannotMerge, NoSuchCall, NoSuchLeg } from '../app/errors.ts';
import type { State } from '../domain/call.ts';
import { callOf } from './call-events.ts';

const DEFAULT_RING_MS = 30_000;
const LONGEST_RING_MS = 180_000;
const NORMAL_CLEARING = 16;

const unimplemented = async (): Promise<never> => {
  throw new RpcError('UNIMPLEMENTED', 'not yet');
};

type Methods = Implementation<typeof callControl.CallControlServiceService>;

/** CallControlService (proto/cordboard/call/v1/call_control.proto). */
export const callControlService = (control: CallControl, calls: () => AsyncIterable<State>) => {
  const methods: Methods = {
    getCall: async ({ callId }) => ({ call: await control.call(validCallId(callId)) }),

    listCalls: async () => {
      const listed = [];
      for await (const state of calls()) {
        if (state.status === 'Anchored') listed.push(callOf(state.callId, state));
      }
      return { calls: listed };
    },

    watchCalls: async function* () {
      throw new RpcError('UNIMPLEMENTED', 'not yet');
    },
    startCall: unimplemented,
    showPeer: unimplemented,

    mergeCalls: async ({ callId, otherCallId }) => {
      if (otherCallId === callId)
        throw invalid('other_call_id', otherCallId, 'must be another call than call_id');
      const merged = await control.merge(validCallId(callId), validCallId(otherCallId, 'other_call_id'));
      return { call: callOf(callId, merged) };
    },

    reportReferral: async ({ callId, legId, referralId, sipStatus, reason }) => {
      if (sipStatus < 100 || sipStatus > 699) {
        throw invalid('sip_status', sipStatus, 'must be 100 to 699');
      }
      await control.reportReferral(validCallId(callId), {
        legId: word('leg_id', legId),
        referralId: word('referral_id', referralId),
        status: sipStatus,
        reason: oneLine('reason', reason),
      });
      return {};
    },

    anchor: async ({ callId, releaseLegId }) => ({
      call: callOf(callId, await control.anchor(validCallId(callId), releaseLegId)),
    }),

    originate: async (request) => {
      const { ringTimeoutMs } = request;
      if (ringTimeoutMs > LONGEST_RING_MS) {
        throw invalid('ring_timeout_ms', ringTimeoutMs, `must be at most ${LONGEST_RING_MS}`);
      }
      await control.originate({
        callId: validCallId(request.callId),
        legId: word('leg_id', request.legId),
        requestUri: sipUri('request_uri', request.requestUri),
        fromUri: sipUri('from_uri', request.fromUri),
        fromDisplay: oneLine('from_display', request.fromDisplay),
        onBehalfOf: oneLine('on_behalf_of', present('on_behalf_of', request.onBehalfOf)),
        callerNumber: optionalNumber('off_net.caller_number', request.offNet?.callerNumber ?? ''),
        divertedFrom: optionalNumber('diverted_from', request.divertedFrom ?? ''),
        offNet: request.offNet && {
          tenant: word('off_net.tenant', request.offNet.tenant),
          maxLegs: request.offNet.maxLegs,
        },
        ringTimeoutMs: ringTimeoutMs || DEFAULT_RING_MS,
      });
      return {};
    },

    hangUp: async ({ callId, legId, q850Cause }) => {
      await control.hangUp(validCallId(callId), word('leg_id', legId), q850Cause || NORMAL_CLEARING);
      return {};
    },

    bridge: async ({ callId, legId, partnerLegId }) => {
      if (partnerLegId === legId)
        throw invalid('partner_leg_id', partnerLegId, 'must be another leg than leg_id');
      await control.bridge(validCallId(callId), word('leg_id', legId), partnerLegId);
      return {};
    },
  };
  return service(callControl.CallControlServiceService, methods);
};

/** How our errors look to a gRPC client. */
export const toRpcError = (error: unknown): RpcError | undefined => {
  if (error instanceof NoSuchCall || error instanceof NoSuchLeg)
    return new RpcError('NOT_FOUND', error.message, { callId: error.callId }, { cause: error });
  if (error instanceof CannotMerge)
    return new RpcError('FAILED_PRECONDITION', error.message, { callId: error.callId }, { cause: error });
  return undefined;
};

const invalid = (field: string, value: unknown, rule: string): RpcError =>
  new RpcError('INVALID_ARGUMENT', `${field} ${JSON.stringify(value)} ${rule}`, { field });

const validCallId = (callId: string, field = 'call_id'): string => {
  if (!/^[0-9a-f]{16}$/.test(callId)) throw invalid(field, callId, 'must be 16 hexadecimal digits');
  return callId;
};

const present = (field: string, value: string): string => {
  if (value === '') throw invalid(field, value, 'must not be empty');
  return value;
};

/** A leg's name is a word of a NATS subject. */
const word = (field: string, value: string): string => {
  if (!/^[\w-]{1,64}$/.test(value))
    throw invalid(field, value, 'must be 1 to 64 letters, digits, "_" or "-"');
  return value;
};

const oneLine = (field: string, value: string): string => {
  if (/[\0-\x1f\x7f]/.test(value)) throw invalid(field, value, 'must not contain control characters');
  return value;
};

const optionalNumber = (field: string, value: string): string => {
  if (!/^(?:\+[1-9]\d{6,14})?$/.test(value)) throw invalid(field, value, 'must be an E.164 number or empty');
  return value;
};

const sipUri = (field: string, value: string): string => {
  if (!/^sips?:[^\s<>"]+$/i.test(value)) throw invalid(field, value, 'must be a SIP URI');
  return value;
};
