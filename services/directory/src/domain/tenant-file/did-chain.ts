import type { TenantFile } from './tenant-file.ts';

/**
 * The extension that rings in the end where one stands for a DID, which rings another, which may stand for a DID again.
 *
 * @returns A function of the first extension. It is itself the last where it stands for no DID; 'Circle' where the way leads back to
 * where it has been.
 */
export const didChain = ({
  numbers,
  dids,
}: Pick<TenantFile, 'numbers' | 'dids'>): ((extension: string) => string | 'Circle') => {
  const didOf = new Map(numbers.map((number) => [number.extension, number.did]));
  const extensionOf = new Map(dids.map((did) => [did.number, did.extension]));
  return (extension) => {
    const passed = new Set<string>();
    for (let here = extension; ; ) {
      if (passed.has(here)) return 'Circle';
      passed.add(here);
      const next = extensionOf.get(didOf.get(here) ?? '');
      if (next === undefined) return here;
      here = next;
    }
  };
};
