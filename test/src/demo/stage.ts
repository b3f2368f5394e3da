import { styleText } from 'node:util';
import { now } from '../clock.ts';
import { silence } from '../ears/sounds.ts';
import { type Actor, spoken } from './actor.ts';

interface Happening {
  at: number;
  text: string;
}

interface Row {
  at: number;
  text: string;
  /** What each actor hears from now on, by column; undefined: as before. */
  heard: (string | undefined)[];
}

const named = 1_600; // ms after which every sound has its final name: a dial tone is known by its length
const tooShort = 80; // ms; shorter pauses are left out
const oneMoment = 45; // ms; what begins within it stands in one row
const columnWidth = 18;
const textWidth = 34;
const tickMs = 200;

/** Prints, while it goes on, what happens and what every actor hears, as measured. */
export class Stage {
  readonly #out: NodeJS.WritableStream;
  readonly #actors: readonly Actor[];
  readonly #began = now();
  readonly #happenings: Happening[] = [];
  readonly #hearing: string[];
  readonly #ticker: NodeJS.Timeout;
  #shown = this.#began;

  /** Opens with the head of the table. */
  constructor(out: NodeJS.WritableStream, actors: readonly Actor[]) {
    this.#out = out;
    this.#actors = actors;
    this.#hearing = actors.map(() => '');
    const head = actors.map(({ name }) => `${name} hears`.padEnd(columnWidth)).join(' ');
    this.#line(styleText('dim', `${'ms'.padStart(7)}  ${''.padEnd(textWidth)} ${head}`));
    this.#ticker = setInterval(() => this.#show(now() - named), tickMs);
  }

  /** Somebody did something, at the time of its packet (milliseconds since 1970). */
  note(at: number, text: string): void {
    this.#happenings.push({ at, text });
  }

  /** Print the rest. */
  close(): void {
    clearInterval(this.#ticker);
    this.#show(now());
  }

  #show(until: number): void {
    for (const row of this.#rows(this.#shown, until)) this.#print(row);
    this.#shown = Math.max(this.#shown, until);
  }

  #rows(from: number, until: number): Row[] {
    const rows: Row[] = this.#happenings
      .filter(({ at }) => at >= from && at < until)
      .map(({ at, text }) => ({ at, text, heard: [] }));
    this.#actors.forEach(({ phone }, column) => {
      for (const segment of phone.hears(this.#began, now())) {
        const isPause = segment.sound === silence && segment.to - segment.from < tooShort;
        if (segment.from < from || segment.from >= until || isPause) continue;
        const heard: (string | undefined)[] = [];
        heard[column] = spoken(segment.sound, this.#actors);
        rows.push({ at: segment.from, text: '', heard });
      }
    });
    return merged(rows.sort((a, b) => a.at - b.at));
  }

  #print({ at, text, heard }: Row): void {
    const isNews = this.#actors.map((_, i) => heard[i] !== undefined && heard[i] !== this.#hearing[i]);
    if (!text && !isNews.includes(true)) return;
    const cells = this.#hearing.map((before, i) => {
      const cell = fitted(heard[i] ?? before, columnWidth);
      this.#hearing[i] = heard[i] ?? before;
      return styleText(isNews[i] ? 'bold' : 'dim', cell);
    });
    const time = String(Math.round(at - this.#began)).padStart(7);
    this.#line(`${styleText('dim', time)}  ${styleText('cyan', fitted(text, textWidth))} ${cells.join(' ')}`);
  }

  #line(text: string): void {
    this.#out.write(`  ${text.trimEnd()}\n`);
  }
}

/** A deed has a row of its own; what the actors hear in the same moment stands together. */
const merged = (rows: readonly Row[]): Row[] => {
  const all: Row[] = [];
  for (const row of rows) {
    const last = all.at(-1);
    const fits = last && !row.text && !last.text && row.at - last.at <= oneMoment;
    if (!fits) all.push({ ...row, heard: [...row.heard] });
    else
      row.heard.forEach((heard, i) => {
        last.heard[i] = heard;
      });
  }
  return all;
};

const fitted = (text: string, width: number): string =>
  text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
