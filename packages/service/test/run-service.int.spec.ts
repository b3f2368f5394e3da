import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { directory } from '@cordboard/contracts';
import { grpcClient } from '../src/index.ts';
import { type EchoProcess, echo, freeAddress } from './process.ts';

describe('a service as a process', function () {
  this.timeout(20_000);
  const running: EchoProcess[] = [];
  const start = (env: NodeJS.ProcessEnv): EchoProcess => {
    const service = echo(env);
    running.push(service);
    return service;
  };
  afterEach(async () => {
    await Promise.all(running.splice(0).map((service) => service.end('SIGKILL')));
  });

  it('is healthy and ready once it has started, and ends with 0 on SIGTERM', async () => {
    const health = await freeAddress();
    const service = start({ GRPC_LISTEN: '127.0.0.1:0', HEALTH_LISTEN: health });
    await service.logged(/"started"/);
    assert.equal((await fetch(`http://${health}/healthz`)).status, 200);
    assert.equal((await fetch(`http://${health}/readyz`)).status, 200);
    assert.equal((await fetch(`http://${health}/`)).status, 404);
    assert.equal(await service.end('SIGTERM'), 0);
    assert.match(service.lines.at(-1) ?? '', /"stopped"/);
  });

  it('says in one line without a stack trace what is wrong in its configuration, and ends with 1', async () => {
    const service = start({ GRPC_LISTEN: 'here' });
    assert.equal(await service.ended, 1);
    assert.equal(service.lines.length, 1);
    assert.match(service.lines[0] ?? '', /cannot start: GRPC_LISTEN=here: must be host:port/);
    assert.doesNotMatch(service.lines[0] ?? '', /stack/);
  });

  it('ends with 1 where its address is taken', async () => {
    const health = await freeAddress();
    await start({ GRPC_LISTEN: '127.0.0.1:0', HEALTH_LISTEN: health }).logged(/"started"/);
    const second = start({ GRPC_LISTEN: '127.0.0.1:0', HEALTH_LISTEN: health });
    assert.equal(await second.ended, 1);
    assert.match(second.lines[0] ?? '', /EADDRINUSE/);
  });

  it('lets a call in progress finish for two seconds, then stops all the same', async () => {
    const listen = await freeAddress();
    const service = start({ GRPC_LISTEN: listen });
    await service.logged(/"started"/);
    const client = grpcClient(directory.DirectoryServiceClient, listen);
    const hanging = assert.rejects(client.getAccount({ account: 'hanging' }, { deadlineMs: 2_500 }));
    await service.logged(/"hanging"/);
    assert.equal(await service.end('SIGINT'), 0);
    await hanging;
    client.close();
  });

  it('puts what it does for another service into that one’s trace', async () => {
    const collector = await collect();
    const OTEL_EXPORTER_OTLP_ENDPOINT = `http://127.0.0.1:${collector.port}`;
    const [near, far] = [await freeAddress(), await freeAddress()];
    const services = [
      start({ GRPC_LISTEN: near, UPSTREAM: far, OTEL_EXPORTER_OTLP_ENDPOINT }),
      start({ GRPC_LISTEN: far, OTEL_EXPORTER_OTLP_ENDPOINT }),
    ];
    await Promise.all(services.map((service) => service.logged(/"started"/)));
    const client = grpcClient(directory.DirectoryServiceClient, near);
    await client.getAccount({ account: '101@demo.test' });
    client.close();
    await Promise.all(services.map((service) => service.end('SIGTERM')));
    await collector.server[Symbol.asyncDispose]();

    const below = (parent?: Span) =>
      collector.spans.find((span) => (span.parentSpanId || undefined) === parent?.spanId);
    const asked = below();
    const answered = below(below(asked));
    assert.equal(collector.spans.length, 3);
    assert(asked && answered);
    assert.equal(answered.traceId, asked.traceId);
  });
});

interface Span {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
}

/** An OTLP collector that keeps the spans it gets. */
const collect = async (): Promise<{ port: number; server: Server; spans: Span[] }> => {
  const spans: Span[] = [];
  const server = createServer(async (request, response) => {
    const { resourceSpans } = JSON.parse(await text(request)) as {
      resourceSpans: { scopeSpans: { spans: Span[] }[] }[];
    };
    spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)));
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, server, spans };
};
