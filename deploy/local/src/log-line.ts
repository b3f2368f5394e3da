/** A line of a log for a person to read: of a service's JSON line what it says, any other line as it stands. */
export const readable = (line: string): string => {
  const entry = parsed(line);
  if (entry === undefined) return line;
  const { msg, err } = entry;
  const cause = err?.message === undefined || msg?.includes(err.message) ? undefined : err.message;
  return [msg, cause].filter((part) => part !== undefined).join(': ') || line;
};

interface Entry {
  readonly msg?: string;
  readonly err?: { readonly message?: string };
}

const parsed = (line: string): Entry | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as Entry;
  } catch {
    return undefined; // cut off by the process's end
  }
};
