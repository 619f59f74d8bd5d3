// The desk: every file that was given, from announcement to answer. No document object in here.
import { send, Trouble } from "./api.js";
import { say } from "./say.js";
import { sha256 } from "./upload_hash.js";
import { Damaged, deliver, Lost, Taken } from "./upload_send.js";

const TOGETHER = 500; // files that are announced at once
const WORKERS = 3;
const WAITS = [1, 2, 4, 8, 15, 30]; // seconds; then the last for ever
const DAMAGED_TRIES = 3;
const BROKEN_TRIES = 5; // of a file at which the server breaks: then the others go on without it
const YIELDS = [5, 10, 20, 40, 60]; // seconds, for who else is sending the same file

/**
 * A file on the desk. `state`: waits, compared, sent; then one of ENDS.
 * `named` is what the server knows it by.
 * @typedef {{file: File, folder: string, named: object, state: string, words: string, sent: number, id: string,
 *   offset: number, sha256: string, document: string, replaces?: string, known?: object,
 *   tried?: boolean, damaged?: number, link?: string, stop?: () => void}} Item
 */

/** How a file may end. `here`: it came in before, from this very folder into this batch. */
export const ENDS = ["accepted", "here", "duplicate", "rejected", "settled", "unread"];

export class Desk extends EventTarget {
  /** @type {Item[]} */
  items = [];
  /** Why everything waits, in words; empty when it goes on. */
  trouble = "";
  /** How many folders are still being looked through for what is to be added. */
  gathering = 0;
  #unannounced = [];
  #queue = [];
  #workers = 0;
  #announcing = false;
  #beginning = null;
  #waits = 0;
  #nudge = null;
  #yielding = 0;
  #came = new Map(); // upload → the item that it was answered for

  /** @param {{batch: string, begin: () => Promise<string>}} options `begin` makes the batch. */
  constructor({ batch, begin }) {
    super();
    this.batch = batch;
    this.begin = begin;
    addEventListener("online", () => this.#nudge?.());
    document.addEventListener("visibilitychange", () => this.#nudge?.());
  }

  get busy() {
    return this.#workers + this.#yielding + this.gathering > 0 || this.#announcing || this.#unannounced.length > 0;
  }

  /** @param {{file: File, folder: string}[]} found @param {Item} [old] which they replace */
  add(found, old) {
    // Given once more, what could not be sent is not counted twice.
    const given = new Set(found.map(placeOf));
    this.items = this.items.filter((item) => item.state !== "unread" || item.old || !given.has(placeOf(item)));
    for (const { file, folder } of found) {
      const item = {
        file, folder, old, named: named(file, folder), replaces: old?.id, state: "waits", words: "", sent: 0, id: "", offset: 0,
        sha256: "", document: "",
      };
      this.items.push(item);
      this.#unannounced.push(item);
    }
    this.#changed();
    this.#announce();
  }

  /** Try a file again that came to nothing here. */
  again(item) {
    Object.assign(item, { state: "waits", words: "", sent: 0, damaged: 0, broken: 0, sha256: "" });
    this.#changed(item);
    if (!item.id) {
      this.#unannounced.push(item);
      this.#announce();
      return;
    }
    this.#queue.push(item);
    this.#work();
  }

  async #announce() {
    if (this.#announcing) return;
    this.#announcing = true;
    try {
      while (this.#unannounced.length) {
        const group = this.#unannounced.slice(0, TOGETHER);
        const standings = await this.#patiently(() => this.#tellServer(group));
        this.#unannounced.splice(0, group.length);
        group.forEach((item, index) => this.#placed(item, standings[index]));
        this.#changed();
        this.#work();
      }
    } catch (error) {
      for (const item of this.#unannounced.splice(0)) this.#end(item, "unread", words(error));
    } finally {
      this.#announcing = false;
      this.#changed();
    }
  }

  async #tellServer(group) {
    if (!this.batch) {
      this.#beginning ??= this.begin();
      try {
        this.batch = await this.#beginning;
      } finally {
        this.#beginning = null;
      }
    }
    const files = group.map((item) => ({ ...item.named, size: item.file.size }));
    const response = await send("POST", `/api/v1/batches/${this.batch}/announce`, { body: { files } });
    return (await response.json()).files;
  }

  #placed(item, standing) {
    item.id = standing.id;
    item.offset = standing.offset;
    if (standing.settled) {
      this.#end(item, "settled", say("Somebody has settled this file before; it is not sent again."));
    } else if (standing.outcome === "rejected") {
      this.#answered(item, standing);
    } else {
      item.known = standing.outcome === "announced" ? null : standing;
      this.#queue.push(item);
    }
  }

  #work() {
    while (this.#workers < WORKERS && this.#queue.length) {
      this.#workers += 1;
      this.#worker().finally(() => {
        this.#workers -= 1;
        this.#changed();
      });
    }
  }

  async #worker() {
    while (this.#queue.length) {
      const item = this.#queue.shift();
      try {
        await this.#patiently(() => this.#one(item), item);
      } catch (error) {
        if (error instanceof Taken) this.#later(item);
        else this.#end(item, "unread", words(error));
      }
    }
  }

  /** Let who else is sending it go on, by longer and longer; the others of the desk do not wait. */
  async #later(item) {
    item.yields = (item.yields ?? -1) + 1;
    const seconds = YIELDS[Math.min(item.yields, YIELDS.length - 1)] * (0.5 + Math.random());
    this.#yielding += 1;
    this.#state(item, "waits");
    await new Promise((good) => setTimeout(good, seconds * 1000));
    this.#queue.push(item);
    this.#work();
    this.#yielding -= 1;
  }

  async #one(item) {
    if (!item.sha256) {
      this.#state(item, "compared");
      item.sha256 = await readable(sha256(item.file));
    }
    if (item.known && item.known.sha256 === item.sha256 && !item.replaces) {
      item.document = item.known.document_id;
      this.#end(item, "here", say("It came in before; it is not sent again."));
      return;
    }
    this.#state(item, "sent");
    const arrival = await this.#undamaged(item);
    this.#answered(item, arrival);
  }

  async #undamaged(item) {
    for (;;) {
      try {
        return await deliver(item, this.batch, (bytes) => this.#sent(item, bytes));
      } catch (error) {
        // A file that was changed or taken away meanwhile looks like a line that is lost.
        if (error.status === 0) await readable(item.file.slice(0, 1).arrayBuffer());
        if (!(error instanceof Damaged)) throw error;
        item.damaged = (item.damaged ?? 0) + 1;
        if (item.damaged >= DAMAGED_TRIES) {
          throw new Lost(
            say("What arrived is not what was read here, three times. Check the line and the disk."),
          );
        }
      }
    }
  }

  /** Do it until it is done: what may pass is waited for, by all together. */
  async #patiently(act, item) {
    for (;;) {
      while (this.trouble) await this.#calm();
      try {
        const done = await act();
        this.#waits = 0;
        return done;
      } catch (error) {
        const passing = error instanceof Trouble && (error.status === 0 || PASSING.has(error.status));
        if (!passing) throw error;
        if (item && error.status === 500) {
          item.broken = (item.broken ?? 0) + 1;
          if (item.broken >= BROKEN_TRIES) throw error;
        }
        if (item) this.#state(item, "waits");
        await this.#wait(error);
      }
    }
  }

  async #wait(error) {
    if (this.trouble) return this.#calm();
    const seconds = WAITS[Math.min(this.#waits, WAITS.length - 1)];
    this.#waits += 1;
    // The first time is mostly over before anybody has read about it.
    this.trouble = this.#waits > 1 || error.status === 401 ? troubled(error) : " ";
    this.#changed();
    await new Promise((good) => {
      const timer = setTimeout(good, seconds * 1000);
      this.#nudge = () => {
        clearTimeout(timer);
        good();
      };
    });
    this.#nudge = null;
    this.trouble = "";
    this.#changed();
  }

  #calm() {
    return new Promise((good) => this.addEventListener("calm", good, { once: true }));
  }

  #answered(item, { outcome, document_id: id, first_name: first, detail, remedy }) {
    item.document = id ?? "";
    item.sent = item.file.size;
    if (id && (this.#came.get(item.id) ?? item) !== item && !item.old) {
      this.#end(item, "here", say("It came in before; it is not sent again."));
      return;
    }
    if (id) this.#came.set(item.id, item);
    if (item.old && (outcome === "accepted" || outcome === "duplicate")) {
      this.#end(item.old, "settled", say("Replaced by “{name}”.", { name: item.file.name }));
    }
    if (outcome === "accepted") return this.#end(item, "accepted", "");
    if (outcome === "duplicate") {
      const before =
        first && first !== item.file.name
          ? say("The same file came in before as “{name}”; it is not read twice.", { name: first })
          : say("The same file came in before; it is not read twice.");
      return this.#end(item, "duplicate", before);
    }
    return this.#end(item, "rejected", [detail, remedy].filter(Boolean).join(" "));
  }

  #sent(item, bytes) {
    item.sent = bytes;
    this.#changed(item);
  }

  #state(item, state) {
    item.state = state;
    this.#changed(item);
  }

  #end(item, state, text) {
    item.state = state;
    item.words = text;
    if (state !== "accepted" && state !== "duplicate") item.sent = 0;
    this.#changed(item);
  }

  #changed(item) {
    if (!this.trouble) this.dispatchEvent(new Event("calm"));
    this.dispatchEvent(new CustomEvent("change", { detail: item }));
  }
}

const PASSING = new Set([401, 408, 410, 429, 500, 502, 503, 504]);

function placeOf({ file, folder }) {
  return `${folder}/${file.name}`;
}

/** As the server takes them: times lie before 1970 where a clock was wrong. */
function named({ name, lastModified }, folder) {
  return {
    name: name.slice(0, 1000),
    folder: folder.slice(0, 2000),
    modified: Math.max(0, Math.trunc(lastModified) || 0),
  };
}

async function readable(reading) {
  try {
    return await reading;
  } catch {
    throw new Lost(
      say("The file cannot be read on this computer any more. Find it, and give it once more."),
    );
  }
}

function troubled({ status, message }) {
  if (status === 401) {
    return say(
      "You are no longer signed in. Sign in again in another tab: the upload goes on by itself.",
    );
  }
  if (status === 0) {
    return say("The server does not answer. It is tried again and again; nothing is lost.");
  }
  return [message, say("It is tried again; nothing is lost.")].filter(Boolean).join(" ");
}

function words(error) {
  if (error instanceof Trouble) return error.words;
  return error instanceof Lost ? error.message : say("The upload broke off.");
}
