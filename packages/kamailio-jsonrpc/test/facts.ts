import { once } from 'node:events';
import { connect, type NatsConnection } from '@nats-io/transport-node';

/** A fact as it was published: `subject` and the JSON document. */
export type Fact = { readonly subject: string; readonly [key: string]: unknown };

type Values = Readonly<Record<string, unknown>>;

/** All facts of a kind, Kamailio's if nothing else is said, each valid JSON or the test fails. */
export class Facts {
  readonly #connection: NatsConnection;
  readonly #inbox: Fact[] = [];
  readonly #arrived = new EventTarget();

  private constructor(connection: NatsConnection, subjects: string) {
    this.#connection = connection;
    connection.subscribe(subjects, {
      callback: (_, { subject, data }) => {
        const text = new TextDecoder('utf-8', { fatal: true }).decode(data);
        this.#inbox.push({ ...parse(text), subject });
        this.#arrived.dispatchEvent(new Event('fact'));
      },
    });
  }

  static async subscribe(servers: string, subjects = 'sip.>'): Promise<Facts> {
    const connection = await connect({ servers });
    const facts = new Facts(connection, subjects);
    await connection.flush();
    return facts;
  }

  /** Take the next fact of that kind that has these values, waiting at most 8 s. */
  async next(kind: string, values: Values = {}): Promise<Fact> {
    const deadline = AbortSignal.timeout(8_000);
    for (;;) {
      const index = this.#inbox.findIndex((fact) => fact.subject.endsWith(`.${kind}`) && has(fact, values));
      const [fact] = index < 0 ? [] : this.#inbox.splice(index, 1);
      if (fact) return fact;
      await Promise.race([once(this.#arrived, 'fact'), once(deadline, 'abort')]);
      if (deadline.aborted) {
        throw new Error(
          `no ${kind} ${JSON.stringify(values)} in 8 s; waiting: ${JSON.stringify(this.#inbox)}`,
        );
      }
    }
  }

  /** Facts that have these values, and that nobody has asked for. */
  rest(values: Values): Fact[] {
    return this.#inbox.filter((fact) => has(fact, values));
  }

  close(): Promise<void> {
    return this.#connection.drain();
  }
}

const has = (fact: Fact, values: Values): boolean =>
  Object.entries(values).every(([key, value]) => fact[key] === value);

const parse = (text: string): Record<string, unknown> => {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new Error(`no JSON: ${text}`, { cause });
  }
};
