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
import { continuing, currentTrace, inTraceOf, withTrace } from './trace.ts';

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
  context.disable(); // a second one would not be taken
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

  it('of a message that brings none is asked for', async () => {
    propagation.setGlobalPropagator(propagator);
    activate(ROOT_CONTEXT);
    let seen: string | undefined;
    const parent = `00-${span.traceId}-${span.spanId}-01`;
    const handle = async () => {
      seen = currentTrace();
    };
    await inTraceOf(undefined, 'sip.n1.0.x.request', handle, () => ({ parent, at: 5 }));
    assert.equal(seen, parent);
    await inTraceOf(headers(), 'sip.n1.0.x.request', handle);
    assert.notEqual(seen, parent);
  });

  it('of something that began before is continued, and stays where it is current', async () => {
    propagation.setGlobalPropagator(propagator);
    activate(ROOT_CONTEXT);
    const remembered = `00-${'f'.repeat(32)}-${span.spanId}-01`;
    assert.equal(await continuing(remembered, 'bye', async () => currentTrace()), remembered);
    assert.equal(await continuing(undefined, 'bye', async () => currentTrace()), undefined);
    const current = trace.setSpanContext(ROOT_CONTEXT, {
      ...span,
      traceId: 'f'.repeat(32),
      spanId: '1'.repeat(16),
    });
    activate(current);
    assert.equal(
      await continuing(remembered, 'bye', async () => currentTrace()),
      `00-${'f'.repeat(32)}-${'1'.repeat(16)}-01`,
    );
  });

  it('costs nothing where nothing traces', async () => {
    assert.equal(currentTrace(), undefined);
    assert.equal(await continuing('00-a-b-01', 'x', async () => 7), 7);
  });
});
