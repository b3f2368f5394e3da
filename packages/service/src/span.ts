import { type Attributes, type Context, context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { tracing } from './telemetry.ts';

const tracer = trace.getTracer('@cordboard/service');

/** Do something as a span of the active trace. Costs nothing where nothing traces. */
export const asSpan = <T>(name: string, attributes: Attributes, run: () => Promise<T>): Promise<T> =>
  tracing ? inSpan(name, { attributes, kind: SpanKind.CLIENT, parent: context.active() }, run) : run();

/** Run in a span; an error is its error too. */
export const inSpan = <T>(
  name: string,
  { attributes, kind, parent }: { attributes: Attributes; kind: SpanKind; parent: Context },
  run: () => Promise<T>,
): Promise<T> =>
  context.with(parent, () =>
    tracer.startActiveSpan(name, { kind, attributes }, async (span) => {
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
    }),
  );
