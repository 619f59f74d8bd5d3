// While somebody types: what it means is shown, and what is half typed is kept by the server for this
// person alone, so that a closed tab loses nothing. Nothing of it stays in the browser.
import { send } from "./api.js";
import { changed, entered, fill } from "./entry.js";
import { hint } from "./cards.js";
import { say } from "./say.js";

const MEANING_AFTER = 120; // ms without a key
const KEPT_AFTER = 500;

export class Typed {
  #id;
  #timers = new Map(); // key -> timer of keeping
  #kept = new Set(); // keys of which the server holds something
  #asking = null;
  #asked = 0;

  constructor(id) {
    this.#id = id;
  }

  /** Put back what was typed before and not saved; tells whether there was something. */
  restore(card) {
    if (!card.dataset.typed) return false;
    this.#kept.add(card.dataset.key);
    fill(card, JSON.parse(card.dataset.typed));
    delete card.dataset.typed;
    if (!changed(card)) return false;
    card.classList.add("changed");
    hint(card, say("You typed this before; it is not saved yet. Enter saves it, Esc drops it."), true);
    return true;
  }

  /** Something was typed or ticked in a card. */
  touched(card) {
    this.#later(card);
    if (card.dataset.meant) this.#mean(card);
  }

  /** The card is saved, or put back: nothing half typed is left of it. */
  forget(card) {
    const { key } = card.dataset;
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#asked += 1;
  }

  /** Put back by hand: the server need not keep it either. */
  drop(card) {
    this.forget(card);
    if (this.#kept.delete(card.dataset.key)) this.#keep(card.dataset.key, null);
  }

  /** Keep at once what still waits, as the page is left; resolves when the server has it. */
  flush(cards) {
    const late = cards.filter((card) => this.#timers.has(card.dataset.key));
    return Promise.all(late.map((card) => this.#keep(card.dataset.key, entered(card))));
  }

  #later(card) {
    const { key } = card.dataset;
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => {
        this.#timers.delete(key);
        if (changed(card)) this.#keep(key, entered(card));
        else this.drop(card);
      }, KEPT_AFTER),
    );
  }

  /** A failure is no matter: it is kept again with the next key, and it still stands in the field. */
  #keep(key, content) {
    if (content) this.#kept.add(key);
    return send("PUT", `/review/${this.#id}/unsaved`, {
      body: { key, entered: content && { key, action: "correct", ...content } },
      keepalive: true,
    }).catch(() => {});
  }

  #mean(card) {
    clearTimeout(this.#asking);
    const asked = (this.#asked += 1);
    const line = card.querySelector(".understood");
    line.dataset.before ??= line.textContent;
    const { text } = entered(card);
    if (!changed(card) || !text) {
      line.textContent = changed(card) ? "" : line.dataset.before;
      return;
    }
    this.#asking = setTimeout(async () => {
      try {
        const response = await send("POST", `/review/${this.#id}/meaning`, {
          body: { key: card.dataset.key, action: "correct", text },
        });
        const { understood, problems } = await response.json();
        if (asked !== this.#asked) return; // typed on meanwhile
        line.textContent = understood;
        hint(card, problems.join(" "), true);
      } catch {
        // Saving will tell what is wrong.
      }
    }, MEANING_AFTER);
  }
}
