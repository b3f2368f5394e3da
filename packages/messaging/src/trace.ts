import { type MsgHdrs, headers as newHeaders } from '@nats-io/transport-node';
import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';

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

/** Run the handling of a message in a span of its own that continues the sender's trace. */
export const inTraceOf = (
  headers: MsgHdrs | undefined,
  name: string,
  handle: () => Promise<void>,
): Promise<void> => {
  if (!tracing()) return handle();
  const sender = headers ? propagation.extract(ROOT_CONTEXT, headers, getter) : ROOT_CONTEXT;
  const tracer = trace.getTracer('@cordboard/messaging');
  return tracer.startActiveSpan(name, { kind: SpanKind.CONSUMER }, sender, async (span) => {
    try {
      await handle();
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
};
