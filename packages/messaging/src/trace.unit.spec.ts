import assert from 'node:assert/strict';
import { headers } from '@nats-io/transport-node';
import {
  context,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  type TextMapPropagator,
  trace,
} from '@opentelemetry/api';
import { inTraceOf, withTrace } from './trace.ts';

const HEADER = 'traceparent';
const span: SpanContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: 1,
};

/** The API package ships no propagator; this one does what W3C Trace Context § 3.2 says for version 00. */
const propagator: TextMapPropagator = {
  fields: () => [HEADER],
  inject(active, carrier, setter) {
    const current = trace.getSpanContext(active);
    if (current) setter.set(carrier, HEADER, `00-${current.traceId}-${current.spanId}-01`);
  },
  extract(active, carrier, getter) {
    const [, traceId, spanId] = String(getter.get(carrier, HEADER)).split('-');
    return traceId && spanId ? trace.setSpanContext(active, { traceId, spanId, traceFlags: 1 }) : active;
  },
};

/** Holds one context at a time: enough for code that does not overlap. */
const activate = (active: ReturnType<typeof trace.setSpanContext>) => {
  let current = active;
  context.setGlobalContextManager({
    active: () => current,
    with(next, run, self, ...args) {
      const before = current;
      current = next;
      try {
        return run.apply(self as ThisParameterType<typeof run>, args);
      } finally {
        current = before;
      }
    },
    bind: (_, target) => target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
};

describe('trace context in message headers', () => {
  afterEach(() => {
    propagation.disable();
    context.disable();
  });

  it('adds no header while nothing traces', () => {
    assert.equal(withTrace(), undefined);
  });

  it('travels with a message', async () => {
    propagation.setGlobalPropagator(propagator);
    activate(trace.setSpanContext(ROOT_CONTEXT, span));
    const sent = withTrace();
    assert.equal(sent?.get(HEADER), `00-${span.traceId}-${span.spanId}-01`);

    activate(ROOT_CONTEXT);
    let seen: string | undefined;
    await inTraceOf(sent, 'call.0.x', async () => {
      seen = trace.getSpanContext(context.active())?.traceId;
    });
    assert.equal(seen, span.traceId);
  });

  it('adds no header outside a span', () => {
    propagation.setGlobalPropagator(propagator);
    activate(ROOT_CONTEXT);
    assert.equal(withTrace(headers())?.has(HEADER), false);
  });
});
