import type { Metadata } from '@grpc/grpc-js';
import { context, propagation, SpanKind, type TextMapGetter, type TextMapSetter } from '@opentelemetry/api';
import { inSpan } from '../span.ts';

const attributes = { 'rpc.system': 'grpc' };

const getter: TextMapGetter<Metadata> = {
  keys: (carrier) => Object.keys(carrier.getMap()),
  get: (carrier, key) => carrier.get(key).map(String),
};
const setter: TextMapSetter<Metadata> = { set: (carrier, key, value) => carrier.set(key, value) };

/** Run a method's implementation as a part of its caller's trace. */
export const asServerSpan = <T>(path: string, metadata: Metadata, run: () => Promise<T>): Promise<T> => {
  const parent = propagation.extract(context.active(), metadata, getter);
  return inSpan(path.slice(1), { kind: SpanKind.SERVER, attributes, parent }, run);
};

/** Make a call as a span of the active trace, and tell the other side of it in `metadata`. */
export const asClientSpan = <T>(path: string, metadata: Metadata, run: () => Promise<T>): Promise<T> =>
  inSpan(path.slice(1), { kind: SpanKind.CLIENT, attributes, parent: context.active() }, () => {
    propagation.inject(context.active(), metadata, setter);
    return run();
  });
