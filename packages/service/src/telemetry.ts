/** True once spans are recorded. Everything on the hot path asks this first, so that tracing costs nothing when off. */
export let tracing = false;

/**
 * Start OpenTelemetry where OTEL_EXPORTER_OTLP_ENDPOINT is set. Its packages are not even loaded otherwise.
 *
 * @param name - The service's name in the traces.
 * @returns What sends the last spans and ends the SDK.
 */
export const startTelemetry = async (name: string, env: NodeJS.ProcessEnv): Promise<() => Promise<void>> => {
  if (!env.OTEL_EXPORTER_OTLP_ENDPOINT) return async () => {};
  const { startTracing } = await import('./tracing.ts');
  const stop = startTracing(name);
  tracing = true;
  return stop;
};
