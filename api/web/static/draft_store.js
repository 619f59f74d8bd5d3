// The definition that is being drawn: every change can be taken back, and is kept by the server.
import { send } from "./api.js";
import { say } from "/static/say.js";

const MOST = 200; // changes that can be taken back
const PAUSE = 500; // ms of quiet before a change is sent
const TOGETHER = 900; // ms within which like changes are one

export class Store extends EventTarget {
  #back = [];
  #forth = [];
  #last = { words: "", at: 0 };
  #timer = 0;
  #sending = null;
  #dirty = false;

  constructor(address, shown) {
    super();
    this.address = address;
    this.form = shown.form;
    this.version = shown.version;
    this.sure = shown.sure;
    this.notes = shown.notes;
    this.complaints = shown.complaints;
    this.saved = shown.saved;
    this.key = null; // of the chosen field
    this.part = "zone"; // zone, label, option:0, text:0
    this.page = 1;
    this.looked = new Set();
  }

  get fields() {
    return this.form.fields;
  }

  get chosen() {
    return this.fields.find((field) => field.key === this.key) ?? null;
  }

  onPage(page = this.page) {
    return this.fields.filter((field) => field.page === page);
  }

  choose(key, part = "zone") {
    if (key === this.key && part === this.part) return;
    this.key = key;
    this.part = part;
    const field = this.chosen;
    if (field && field.page !== this.page) {
      this.page = field.page;
      this.tell("turned");
    }
    this.tell("chosen");
  }

  turn(page) {
    if (page === this.page || !this.form.pages[page - 1]) return;
    this.page = page;
    if (this.chosen?.page !== page) this.key = null;
    this.tell("turned");
  }

  /** Change the definition. Changes of the same words in quick succession are taken back as one. */
  change(words, act) {
    const now = performance.now();
    const same = words === this.#last.words && now - this.#last.at < TOGETHER;
    if (!same) {
      this.#back.push({ form: JSON.stringify(this.form), key: this.key, part: this.part });
      if (this.#back.length > MOST) this.#back.shift();
    }
    this.#last = { words, at: now };
    this.#forth = [];
    act(this.form);
    this.#changed();
  }

  /** The end of a movement: what follows is another change. */
  settle() {
    this.#last = { words: "", at: 0 };
  }

  undo() {
    return this.#step(this.#back, this.#forth);
  }

  redo() {
    return this.#step(this.#forth, this.#back);
  }

  get canUndo() {
    return this.#back.length > 0;
  }

  get canRedo() {
    return this.#forth.length > 0;
  }

  #step(from, to) {
    const kept = from.pop();
    if (!kept) return false;
    to.push({ form: JSON.stringify(this.form), key: this.key, part: this.part });
    this.form = JSON.parse(kept.form);
    this.key = kept.key;
    this.part = kept.part;
    this.settle();
    this.#changed();
    return true;
  }

  #changed() {
    this.#dirty = true;
    this.tell("changed");
    this.tell("keeping", say("not kept yet"));
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.keep(), PAUSE);
  }

  /** Send what changed; resolves when the server has all of it. */
  async keep() {
    clearTimeout(this.#timer);
    if (this.#sending) {
      await this.#sending;
      return this.keep();
    }
    if (!this.#dirty) return;
    this.#dirty = false;
    this.tell("keeping", say("is kept…"));
    this.#sending = send("PUT", this.address, {
      body: { form: this.form },
      headers: { "If-Match": `"${this.version}"` },
    });
    try {
      const shown = await (await this.#sending).json();
      this.version = shown.version;
      this.complaints = shown.complaints;
      this.tell("judged");
      this.tell("keeping", say("kept"));
    } catch (trouble) {
      this.#dirty = true;
      this.tell("trouble", trouble);
      throw trouble;
    } finally {
      this.#sending = null;
    }
    if (this.#dirty) await this.keep();
  }

  get unkept() {
    return this.#dirty || this.#sending !== null;
  }

  /** A key that no field has, made from `wanted`. */
  freeKey(wanted) {
    const taken = new Set(this.fields.map((field) => field.key));
    if (!taken.has(wanted)) return wanted;
    for (let n = 2; ; n += 1) {
      if (!taken.has(`${wanted}_${n}`)) return `${wanted}_${n}`;
    }
  }

  /** What is wrong with a field: also where another one lies over it. */
  wrong(key) {
    return this.complaints.filter((one) => one.field === key || one.other === key);
  }

  /** What a person should look at, unless done. */
  doubts(key) {
    if (this.looked.has(key)) return [];
    const notes = [...(this.notes[key] ?? [])];
    if (!notes.length && this.sure[key] !== undefined && this.sure[key] < 0.5) {
      notes.push(say("Lontar is not sure of this field."));
    }
    return notes;
  }

  tell(kind, detail) {
    this.dispatchEvent(new CustomEvent(kind, { detail }));
  }
}
