import type { Metadata } from '@grpc/grpc-js';
import {
  type Context,
  context,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  type TextMapGetter,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api';

const tracer = trace.getTracer('@cordboard/service');

const getter: TextMapGetter<Metadata> = {
  keys: (carrier) => Object.keys(carrier.getMap()),
  get: (carrier, key) => carrier.get(key).map(String),
};
const setter: TextMapSetter<Metadata> = { set: (carrier, key, value) => carrier.set(key, value) };

/** Run a method's implementation as a part of its caller's trace. */
export const asServerSpan = <T>(path: string, metadata: Metadata, run: () => Promise<T>): Promise<T> =>
  inSpan(path, SpanKind.SERVER, propagation.extract(context.active(), metadata, getter), run);

/** Make a call as a span of the active trace, and tell the other side of it in `metadata`. */
export const asClientSpan = <T>(path: string, metadata: Metadata, run: () => Promise<T>): Promise<T> =>
  inSpan(path, SpanKind.CLIENT, context.active(), () => {
    propagation.inject(context.active(), metadata, setter);
    return run();
  });

const inSpan = <T>(path: string, kind: SpanKind, parent: Context, run: () => Promise<T>): Promise<T> =>
  context.with(parent, () =>
    tracer.startActiveSpan(
      path.slice(1),
      { kind, attributes: { 'rpc.system': 'grpc' } },
      async (span: Span) => {
        try {
          return await run();
        } catch (error) {
          span.setStatus({
            code: SpanStatusCode.ERROR,
            message: error instanceof Error ? error.message : String(error),
          });
          throw error;
        } finally {
          span.end();
        }
      },
    ),
  );
