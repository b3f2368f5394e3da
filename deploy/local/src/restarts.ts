import { dim, red } from '@cordboard/local/screen';
import type { Death } from './component.ts';
import type { ComponentName } from './components.ts';
import type { Stack } from './stack.ts';

/** Restarts of one component within a minute; one that ends more often is broken, not unlucky. */
const MOST_RESTARTS = 5;
const MINUTE_MS = 60_000;

/** Starts components again that end by themselves, and says so. Gives up the whole stack on one that keeps ending. */
export class Restarts {
  #stack: Stack | undefined;
  readonly #deaths = new Map<ComponentName, number[]>();

  /** From now on components are started again; while the stack comes up, a death is a failed start. */
  watch(stack: Stack): void {
    this.#stack = stack;
  }

  onDeath({ component, code, signal }: Death): void {
    if (this.#stack === undefined) return;
    const how = signal === null ? `ended with status ${code}` : `was ended by ${signal}`;
    const recent = (this.#deaths.get(component) ?? []).filter((at) => at > performance.now() - MINUTE_MS);
    this.#deaths.set(component, [...recent, performance.now()]);
    if (recent.length >= MOST_RESTARTS) {
      console.error(`  ${red('✗')} ${component} ${how}, ${recent.length + 1} times within a minute`);
      process.exit(1);
    }
    console.log(dim(`  ${component} ${how}; starting it again`));
    this.#stack.start(component).then(
      () => console.log(dim(`  ${component} is up again`)),
      (error: Error) => {
        console.error(`  ${red('✗')} ${error.message}`);
        process.exit(1);
      },
    );
  }
}
