import { styleText } from 'node:util';

/** What the demonstration found out, to be printed in the end. */
export class Checks {
  readonly #results: { what: string; failure: string | undefined }[] = [];
  readonly #switches: { what: string; tookMs: number }[] = [];

  get passed(): boolean {
    return this.#results.every(({ failure }) => failure === undefined);
  }

  /** Check something; a failure is kept with its reason and ends nothing. */
  async check(what: string, act: () => unknown): Promise<void> {
    try {
      await act();
      this.#results.push({ what, failure: undefined });
    } catch (error) {
      this.#results.push({ what, failure: error instanceof Error ? error.message : String(error) });
    }
  }

  /** A switch took so long, in milliseconds; it passes up to `atMostMs`. */
  async switched(what: string, tookMs: number, atMostMs: number): Promise<void> {
    this.#switches.push({ what, tookMs });
    await this.check(`${what} within ${atMostMs} ms`, () => {
      if (tookMs > atMostMs) throw new Error(`it took ${tookMs.toFixed(0)} ms`);
    });
  }

  /** The switches with their times, then every check with a tick or a cross. */
  print(out: NodeJS.WritableStream): void {
    out.write(`\n  ${styleText('bold', 'How long it took, from packet to packet')}\n`);
    out.write('  (a key counts from its first packet; the network learns of it when it is let go)\n');
    for (const { what, tookMs } of this.#switches)
      out.write(`  ${tookMs.toFixed(0).padStart(7)} ms  ${what}\n`);
    out.write(`\n  ${styleText('bold', 'What was checked')}\n`);
    for (const { what, failure } of this.#results) {
      const mark = failure === undefined ? styleText('green', '✓') : styleText('red', '✗');
      out.write(
        `  ${mark} ${what}\n${failure === undefined ? '' : `${failure.replaceAll(/^/gm, '      ')}\n`}`,
      );
    }
    out.write('\n');
  }
}
