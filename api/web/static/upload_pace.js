// How fast it goes and how long it takes, from the last minute.
import { number, say, sayMany } from "./say.js";

const WINDOW = 60_000; // milliseconds
const ENOUGH = 4_000; // before this nothing is said: the first guesses are wild

export class Pace {
  #marks = []; // [moment, files answered, bytes sent]

  /** @param {number} files @param {number} bytes both counted from the beginning */
  note(files, bytes, moment = performance.now()) {
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
    const perFile = passed / (last[1] - first[1]);
    const perByte = passed / (last[2] - first[2]);
    const left = Math.max(files * perFile, bytes ? bytes * perByte : 0);
    if (!Number.isFinite(left)) return "";
    const minute = Math.round(60_000 / perFile);
    const pace = sayMany("{count} file a minute", "{count} files a minute", minute);
    return files ? `${pace} · ${time(left)}` : pace;
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
