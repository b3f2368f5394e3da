import { type MsgHdrs, headers as newHeaders } from '@nats-io/transport-node';
import {
  type Context,
  context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';

/** Where in a trace something belongs: W3C Trace Context § 3.2, "00-<trace id>-<span id>-01". */
export type TraceParent = string;

/** How a message that brings no trace with it comes to one. */
export interface Origin {
  /** What it goes on from; undefined: a trace begins here. */
  readonly parent?: TraceParent | undefined;
  /** When it happened, milliseconds since 1970. Default: now. */
  readonly at?: number;
}

const HEADER = 'traceparent';

/** Without a tracer the API's propagator has no fields, and tracing costs this one test. */
const tracing = (): boolean => propagation.fields().length > 0;

const setter: TextMapSetter<MsgHdrs> = { set: (carrier, key, value) => carrier.set(key, value) };
const getter: TextMapGetter<MsgHdrs> = {
  keys: (carrier) => carrier.keys(),
  get: (carrier, key) => carrier.get(key) || undefined,
};

/** The headers with the active trace context added (W3C Trace Context); undefined where there is nothing to send. */
export const withTrace = (headers?: MsgHdrs): MsgHdrs | undefined => {
  if (!tracing() || !trace.getSpanContext(context.active())) return headers;
  const carrier = headers ?? newHeaders();
  propagation.inject(context.active(), carrier, setter);
  return carrier;
};

/** Where the active span is; undefined outside of any, and while nothing traces. */
export const currentTrace = (): TraceParent | undefined => {
  if (!tracing()) return undefined;
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier, defaultTextMapSetter);
  return carrier[HEADER];
};

/**
 * Run the handling of a message in a span of its own that continues the sender's trace.
 *
 * @param origin - Asked where the message brings no trace.
 */
export const inTraceOf = async (
  headers: MsgHdrs | undefined,
  name: string,
  handle: () => Promise<void>,
  origin: () => Origin | Promise<Origin> = () => ({}),
): Promise<void> => {
  if (!tracing()) return handle();
  if (headers?.has(HEADER)) {
    return inSpan(name, { parent: propagation.extract(ROOT_CONTEXT, headers, getter) }, handle);
  }
  const { parent, at } = await origin();
  return inSpan(name, { parent: contextOf(parent), ...(at === undefined ? {} : { startTime: at }) }, handle);
};

/**
 * Run as a part of a trace that began before, and is remembered with what it is about. What sets it off now is linked
 * to it, where that is a trace of its own.
 */
export const continuing = <T>(
  parent: TraceParent | undefined,
  name: string,
  run: () => Promise<T>,
): Promise<T> => {
  const active = tracing() ? trace.getSpanContext(context.active()) : undefined;
  if (parent === undefined || !tracing() || active?.traceId === traceIdOf(parent)) return run();
  return inSpan(name, { parent: contextOf(parent), links: active ? [{ context: active }] : [] }, run);
};

const contextOf = (parent: TraceParent | undefined): Context =>
  parent === undefined
    ? ROOT_CONTEXT
    : propagation.extract(ROOT_CONTEXT, { [HEADER]: parent }, defaultTextMapGetter);

const traceIdOf = (parent: TraceParent): string | undefined => parent.split('-')[1];

const inSpan = <T>(
  name: string,
  {
    parent,
    ...options
  }: {
    parent: Context;
    startTime?: number;
    links?: { context: NonNullable<ReturnType<typeof trace.getSpanContext>> }[];
  },
  run: () => Promise<T>,
): Promise<T> =>
  trace
    .getTracer('@cordboard/messaging')
    .startActiveSpan(name, { kind: SpanKind.CONSUMER, ...options }, parent, async (span) => {
      try {
        return await run();
      } catch (error) {
        span.recordException(error as Error);
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
