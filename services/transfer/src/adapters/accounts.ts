import type { call, directory as contract } from '@cordboard/contracts';
import type { Bus, Log } from '@cordboard/messaging';
import { isRpcError, type RpcClient } from '@cordboard/service';
import { LRUCache } from 'lru-cache';
import type { Account } from '../domain/account.ts';
import { type KnownAccount, toKnownAccount } from './to-account.ts';

type Directory = Pick<RpcClient<contract.DirectoryServiceService>, 'getAccount'>;

/** Accounts kept; one takes about 1 kB. */
const MAX_ACCOUNTS = 50_000;

/**
 * Accounts as the directory knows them, asked for once: a key must not wait for anything. What a tenant has changed is
 * asked for again.
 */
export class Accounts {
  readonly #directory: Directory;
  readonly #known = new LRUCache<string, { account: Promise<KnownAccount | null>; tenant: string }>({
    max: MAX_ACCOUNTS,
  });

  constructor(directory: Directory) {
    this.#directory = directory;
  }

  /**
   * @param name - "101@demo.test"
   * @returns null where there is no such account.
   * @throws {RpcError} The directory does not answer. Retryable.
   */
  get(name: string): Promise<KnownAccount | null> {
    const known = this.#known.get(name);
    if (known) return known.account;
    const entry = { account: this.#load(name, (tenant) => (entry.tenant = tenant)), tenant: '' };
    this.#known.set(name, entry);
    entry.account.catch(() => this.#known.delete(name));
    return entry.account;
  }

  /**
   * The account that acts at a leg: its own, with the profile of its phones, or the one whose forwarded call a mobile has answered
   * there, with that of its mobiles.
   *
   * @returns null where nobody acts there whose keys could mean anything.
   * @throws {RpcError} The directory does not answer. Retryable.
   */
  async actingAt({
    account,
    forwardedFor,
  }: Pick<call.Leg, 'account' | 'forwardedFor'>): Promise<Account | null> {
    if (account) return (await this.get(account))?.account ?? null;
    const known = forwardedFor ? await this.get(forwardedFor) : null;
    return known?.mobileProfile ? { ...known.account, profile: known.mobileProfile } : null;
  }

  /** Forget the accounts of a tenant, and those that did not exist: they may be his by now. */
  forget(tenant: string): void {
    for (const [name, entry] of this.#known.entries()) {
      if (entry.tenant === tenant || entry.tenant === '') this.#known.delete(name);
    }
  }

  forgetAll(): void {
    this.#known.clear();
  }

  async #load(name: string, isOf: (tenant: string) => void): Promise<KnownAccount | null> {
    try {
      const { account } = await this.#directory.getAccount({ account: name });
      if (!account) return null;
      isOf(account.tenant);
      return toKnownAccount(account);
    } catch (error) {
      if (isRpcError(error, 'NOT_FOUND')) return null;
      throw error;
    }
  }
}

/** Forget what `directory.<tenant>.changed` says has changed, and everything after a gap in the connection. */
export const forgetChanged = ({ nc }: Bus, accounts: Accounts, log: Log): void => {
  nc.subscribe('directory.*.changed', {
    callback: (error, message) => {
      if (error) log.warn({ err: error }, 'not told of changes in the directory');
      else accounts.forget(message.subject.split('.')[1] ?? '');
    },
  });
  const watch = async () => {
    for await (const { type } of nc.status()) if (type === 'reconnect') accounts.forgetAll();
  };
  watch().catch((error) => log.warn({ err: error }, 'not told of gaps in the connection'));
};
