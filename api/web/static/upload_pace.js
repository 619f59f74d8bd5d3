// How fast it goes and how long it takes, from the last minute.
import { number, say, sayMany } from "./say.js";

const WINDOW = 60_000; // milliseconds
const ENOUGH = 4_000; // before this nothing is said: the first guesses are wild
const ASLEEP = 20_000; // a longer silence is a computer that slept, or a line that was lost

export class Pace {
  #marks = []; // [moment, files answered, bytes behind us]

  /** @param {number} files @param {number} bytes both counted from the beginning */
  note(files, bytes, moment = performance.now()) {
    if (moment - (this.#marks.at(-1)?.[0] ?? moment) > ASLEEP) this.clear();
    this.#marks.push([moment, files, bytes]);
    while (this.#marks.length > 2 && this.#marks[1][0] < moment - WINDOW) this.#marks.shift();
  }

  /** Begin anew: time that was spent waiting for the line tells nothing. */
  clear() {
    this.#marks = [];
  }

  /** In words, or nothing. @param {number} files @param {number} bytes what is left of each */
  words(files, bytes) {
    const [first, last] = [this.#marks[0], this.#marks.at(-1)];
    const passed = last ? last[0] - first[0] : 0;
    if (passed < ENOUGH) return "";
    const [answered, gone] = [last[1] - first[1], last[2] - first[2]];
    // By files where they are many and small, by bytes where one takes minutes: the later of both.
    const guesses = [];
    if (answered > 0) guesses.push((files * passed) / answered);
    if (gone > 0) guesses.push((bytes * passed) / gone);
    const minute = Math.round((answered * 60_000) / passed);
    return [
      minute > 0 && sayMany("{count} file a minute", "{count} files a minute", minute),
      files && guesses.length && time(Math.max(...guesses)),
    ]
      .filter(Boolean)
      .join(" · ");
  }
}

function time(milliseconds) {
  const minutes = milliseconds / 60_000;
  if (minutes < 1) return say("less than a minute left");
  if (minutes < 90) {
    const count = Math.ceil(minutes);
    return sayMany("about {count} minute left", "about {count} minutes left", count);
  }
  const count = Math.round(minutes / 30) / 2;
  return say("about {hours} hours left", { hours: number(count) });
}

/** Bytes for people. */
export function size(bytes) {
  if (bytes >= 1024 ** 3) return `${number(Math.round(bytes / 1024 ** 3 * 10) / 10)} GB`;
  if (bytes >= 1024 ** 2) return `${number(Math.round(bytes / 1024 ** 2))} MB`;
  return `${number(Math.max(1, Math.round(bytes / 1024)))} kB`;
}
