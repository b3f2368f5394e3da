import { callControl, type call as contract } from '@cordboard/contracts';
import { KamailioTimeout, KamailioUnreachable } from '@cordboard/kamailio-jsonrpc';
import { isBusAway, TooSlow } from '@cordboard/messaging';
import {
  type Implementation,
  invalidArgument,
  RpcError,
  service,
  validCallId,
  validLegId,
  validName,
} from '@cordboard/service';
import type { CallControl } from '../app/call-control.ts';
import type { CallStarter } from '../app/call-starter.ts';
import {
  CannotMerge,
  NoSuchAccount,
  NoSuchCall,
  NoSuchLeg,
  NumberForbidden,
  UnknownNumber,
  unlessGone,
} from '../app/errors.ts';
import type { Peer } from '../domain/call.ts';
import {
  accountName,
  cause,
  oneLine,
  optionalLeg,
  optionalNumber,
  present,
  ringTimeout,
  sipUri,
} from './arguments.ts';
import { callOf } from './call-events.ts';
import { type CallWatch, TooManyWatchers } from './call-watch.ts';

const { PeerDisplay } = callControl;
const peerMethods: Readonly<Partial<Record<callControl.PeerDisplay, Peer['method'] | 'none'>>> = {
  [PeerDisplay.PEER_DISPLAY_UNSPECIFIED]: 'none',
  [PeerDisplay.PEER_DISPLAY_UPDATE]: 'UPDATE',
  [PeerDisplay.PEER_DISPLAY_REINVITE]: 'INVITE',
};

type Methods = Implementation<typeof callControl.CallControlServiceService>;

/** What the service is made of. */
export interface CallControlParts {
  readonly control: CallControl;
  readonly starter: CallStarter;
  readonly calls: () => Promise<readonly contract.Call[]>;
  readonly watch: CallWatch;
}

/** CallControlService (proto/cordboard/call/v1/call_control.proto). */
export const callControlService = ({ control, starter, calls, watch }: CallControlParts) => {
  const methods: Methods = {
    getCall: async ({ callId }) => ({ call: await control.call(validCallId(callId)) }),

    listCalls: async () => ({ calls: [...(await calls())] }),

    watchCalls: ({ callId }, { signal }) => watch.watch(callId === '' ? '' : validCallId(callId), signal),

    startCall: async ({ requestId, account, dialled, ringTimeoutMs }) => ({
      callId: await starter.start({
        requestId: validName(requestId, 'request_id'),
        account: accountName('account', account),
        dialled: oneLine('dialled', present('dialled', dialled)),
        ringTimeoutMs: ringTimeout(ringTimeoutMs),
      }),
    }),

    mergeCalls: async ({ callId, otherCallId }) => {
      if (otherCallId === callId)
        throw invalidArgument('other_call_id', otherCallId, 'must be another call than call_id');
      const merged = await control.merge(validCallId(callId), validCallId(otherCallId, 'other_call_id'));
      return { call: callOf(callId, merged) };
    },

    reportReferral: async ({ callId, legId, referralId, sipStatus, reason }) => {
      if (sipStatus < 100 || sipStatus > 699) {
        throw invalidArgument('sip_status', sipStatus, 'must be 100 to 699');
      }
      await control.reportReferral(validCallId(callId), {
        legId: validLegId(legId),
        referralId: validName(referralId, 'referral_id'),
        status: sipStatus,
        reason: oneLine('reason', reason),
      });
      return {};
    },

    anchor: async ({ callId, releaseLegId }) => ({
      call: callOf(
        callId,
        await control.anchor(validCallId(callId), optionalLeg('release_leg_id', releaseLegId)),
      ),
    }),

    originate: async (request) => {
      await control.originate({
        callId: validCallId(request.callId),
        legId: validName(request.legId, 'leg_id'),
        requestUri: sipUri('request_uri', request.requestUri),
        fromUri: sipUri('from_uri', request.fromUri),
        fromDisplay: oneLine('from_display', request.fromDisplay),
        onBehalfOf: oneLine('on_behalf_of', present('on_behalf_of', request.onBehalfOf)),
        callerNumber: optionalNumber('off_net.caller_number', request.offNet?.callerNumber ?? ''),
        divertedFrom: optionalNumber('diverted_from', request.divertedFrom ?? ''),
        offNet: request.offNet && {
          tenant: validName(request.offNet.tenant, 'off_net.tenant'),
          maxLegs: request.offNet.maxLegs,
        },
        ringTimeoutMs: ringTimeout(request.ringTimeoutMs),
      });
      return {};
    },

    hangUp: async ({ callId, legId, q850Cause }) => {
      await control.hangUp(validCallId(callId), validLegId(legId), cause('q850_cause', q850Cause));
      return {};
    },

    showPeer: async ({ callId, legId, method, uri, displayName }) => {
      const peer = { uri: sipUri('uri', uri), displayName: oneLine('display_name', displayName) };
      const known = peerMethods[method];
      if (known === undefined) throw invalidArgument('method', method, 'must be one of PeerDisplay');
      const target = [validCallId(callId), validLegId(legId)] as const;
      if (known !== 'none') await control.showPeer(...target, { method: known, ...peer }).catch(unlessGone);
      return {};
    },

    bridge: async ({ callId, legId, partnerLegId }) => {
      if (partnerLegId === legId)
        throw invalidArgument('partner_leg_id', partnerLegId, 'must be another leg than leg_id');
      const partner = optionalLeg('partner_leg_id', partnerLegId);
      await control.bridge(validCallId(callId), validLegId(legId), partner);
      return {};
    },
  };
  return service(callControl.CallControlServiceService, methods);
};

/** How our errors look to a gRPC client. */
export const toRpcError = (error: unknown): RpcError | undefined => {
  if (error instanceof NoSuchCall || error instanceof NoSuchLeg)
    return new RpcError(
      'NOT_FOUND',
      error.message,
      { reason: error.code, callId: error.callId },
      { cause: error },
    );
  if (error instanceof NoSuchAccount)
    return new RpcError('NOT_FOUND', error.message, { account: error.account }, { cause: error });
  if (error instanceof UnknownNumber || error instanceof NumberForbidden)
    return new RpcError(
      'FAILED_PRECONDITION',
      error.message,
      { reason: error.code, dialled: error.dialled },
      { cause: error },
    );
  if (error instanceof CannotMerge)
    return new RpcError('FAILED_PRECONDITION', error.message, { callId: error.callId }, { cause: error });
  if (error instanceof TooManyWatchers || error instanceof TooSlow)
    return new RpcError('RESOURCE_EXHAUSTED', error.message, {}, { cause: error });
  // What was ordered may be stored and wait to be carried out: the same again does that.
  if (error instanceof KamailioUnreachable || error instanceof KamailioTimeout || isBusAway(error))
    return new RpcError('UNAVAILABLE', error.message, {}, { cause: error });
  return undefined;
};
