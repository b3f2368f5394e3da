import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { waitUntil } from './clock.ts';

/** A span as a service reported it. */
export interface Span {
  readonly service: string;
  readonly name: string;
  readonly traceId: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
}

/** The part of OTLP's JSON mapping that is read here (opentelemetry-proto, trace/v1). */
interface Export {
  resourceSpans?: {
    resource: { attributes: { key: string; value: { stringValue?: string } }[] };
    scopeSpans: { spans: { name: string; traceId: string; startTimeUnixNano: string }[] }[];
  }[];
}

const lookEveryMs = 20;

/** Takes in what services report to `OTEL_EXPORTER_OTLP_ENDPOINT`, OTLP over HTTP in JSON. */
export class TraceCollector implements AsyncDisposable {
  readonly spans: Span[] = [];
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on('request', async (request: IncomingMessage, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const body = Buffer.concat(chunks);
      const text = request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
      this.spans.push(...spansOf(JSON.parse(text.toString())));
      response.setHeader('Content-Type', 'application/json').end('{}');
    });
  }

  static async start(): Promise<TraceCollector> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TraceCollector(server);
  }

  /** The environment that makes a service report here, without much delay. */
  get env(): NodeJS.ProcessEnv {
    const address = this.#server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    return {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    };
  }

  /** @throws {DeadlineExceeded} Names the spans that there are. */
  waitFor(what: string, isIt: (span: Span) => boolean, withinMs = 5_000): Promise<Span> {
    return waitUntil(() => this.spans.find(isIt), {
      withinMs,
      everyMs: lookEveryMs,
      missing: () => `no span: ${what}\n${this.describe()}`,
    });
  }

  /** Every span, in order of time, for a person to read. */
  describe(): string {
    return this.spans
      .toSorted((a, b) => a.startedAt - b.startedAt)
      .map(({ traceId, service, name }) => `  ${traceId.slice(0, 8)} ${service} ${name}`)
      .join('\n');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

const spansOf = ({ resourceSpans = [] }: Export): Span[] =>
  resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === 'service.name')?.value.stringValue ?? '';
    return scopeSpans.flatMap(({ spans }) =>
      spans.map(({ name, traceId, startTimeUnixNano }) => ({
        service,
        name,
        traceId,
        startedAt: Number(BigInt(startTimeUnixNano) / 1_000_000n),
      })),
    );
  });
