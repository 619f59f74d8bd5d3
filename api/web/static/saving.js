// Saving a record's changes: one request after the other, since every change names the version that
// it was made on. What waits while a request is on its way goes with the next one. A lost line loses
// nothing: the same request is sent again, under the same key, until the server has answered.
import { send, Trouble } from "./api.js";
import { say } from "./say.js";

const AGAIN = [1, 2, 4, 8, 15]; // seconds until the next try

export class Saving {
  #address;
  #waiting = []; // {change, done, failed}
  #working = null;

  /** `trouble(problem)` is told of a line that is lost (null when it is there again). */
  constructor(address, version, trouble) {
    this.#address = address;
    this.version = version;
    this.trouble = trouble;
  }

  /** Changes that the server has not answered for. */
  get pending() {
    return this.#waiting.length;
  }

  /** Save a change; resolves to how it was understood, or fails with Trouble. */
  save(change) {
    return new Promise((done, failed) => {
      this.#waiting.push({ change, done, failed });
      this.#work();
    });
  }

  /** Resolves when nothing waits any more. */
  async calm() {
    while (this.#working) await this.#working;
  }

  /** Do something else with the record, after what waits. */
  async post(act, body) {
    await this.calm();
    return this.#insist("POST", `${this.#address}/${act}`, body);
  }

  /** Everything is saved: the record may be finished. Sent again while the line is lost. */
  async finish() {
    return this.post("finish", undefined);
  }

  #work() {
    this.#working ??= this.#deliver().finally(() => {
      this.#working = null;
    });
  }

  async #deliver() {
    await null; // what is settled with one key goes in one request
    while (this.#waiting.length) {
      const batch = together(this.#waiting);
      try {
        const response = await this.#insist("PATCH", this.#address, {
          changes: batch.map(({ change }) => change),
        });
        const { understood } = await response.json();
        this.#waiting.splice(0, batch.length);
        for (const { change, done } of batch) done(understood.find(({ key }) => key === change.key));
      } catch (problem) {
        // One that is refused must not take its neighbours with it: they are sent one by one.
        const alone = batch.length === 1 || fatal(problem);
        if (alone) for (const { failed } of this.#waiting.splice(0, batch.length)) failed(problem);
        else for (const one of this.#waiting.slice(0, batch.length)) one.alone = true;
      }
    }
  }

  async #insist(method, address, body) {
    const key = unique();
    for (let round = 0; ; round += 1) {
      try {
        const response = await send(method, address, {
          body,
          headers: {
            "If-Match": `"${this.version}"`,
            "Idempotency-Key": key,
            Prefer: "return=minimal", // the record is here already; only what became of it is news
          },
        });
        this.version = response.headers.get("ETag").replaceAll(/[^0-9]/g, "");
        this.trouble(null);
        return response;
      } catch (problem) {
        if (!passing(problem)) throw problem;
        this.trouble(problem);
        await pause(AGAIN[Math.min(round, AGAIN.length - 1)]);
      }
    }
  }
}

/** The first changes that can go in one request: of each field one, and none that was refused. */
function together(waiting) {
  if (waiting[0].alone) return waiting.slice(0, 1);
  const keys = new Set();
  const batch = [];
  for (const one of waiting) {
    if (one.alone || keys.has(one.change.key)) break;
    keys.add(one.change.key);
    batch.push(one);
  }
  return batch;
}

/** Whether trying again can help without anybody changing anything. */
export function passing({ status }) {
  return status === 0 || status === 401 || status === 429 || status >= 502;
}

/** Whether nothing more of this record can be saved from here. */
export function fatal({ status }) {
  return status === 409 || status === 412 || status === 404;
}

/** A key that names one request, however often it is sent. */
function unique() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Wait so many seconds, or until the line or the person is there again. */
function pause(seconds) {
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener("online", over);
      removeEventListener("focus", over);
      resolve();
    };
    const timer = setTimeout(over, seconds * 1000);
    addEventListener("online", over);
    addEventListener("focus", over);
  });
}

/** The words for something that went wrong. */
export function wordsOf(problem) {
  return problem instanceof Trouble ? problem.words : say("It could not be saved. Try again.");
}
