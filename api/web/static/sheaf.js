// One record on the desk: its fields, which of them is looked at, and what is said about each.
import { announce, fragment } from "./api.js";
import { bulk, hint, inherit, label, open, place, showCrop, waiting } from "./cards.js";
import { blank, changed, entered, putBack, remember, stops, take } from "./entry.js";
import { fatal, Saving, wordsOf } from "./saving.js";
import { say, sayMany } from "./say.js";
import { Typed } from "./typed.js";

const CROPS_AT_ONCE = 8; // of a record that is not shown yet

export class Sheaf {
  #viewer;
  #done = []; // keys of saved changes, the newest last
  #warn;
  #asked = new WeakSet(); // cards whose Enter on something not understood was asked about

  /** `root`: the element of _desk.html; `warn(problem, sheaf)` shows trouble (null: it is over). */
  constructor(root, viewer, warn) {
    this.root = root;
    this.id = root.dataset.record;
    this.holdSeconds = Number(root.dataset.claimSeconds);
    this.#viewer = viewer;
    this.#warn = (problem) => warn(problem, this);
    this.active = null;
    this.fields = root.querySelector("#fields");
    this.settledPart = root.querySelector("#settled");
    this.finishButton = root.querySelector("#finish");
    this.undoButton = root.querySelector("#undo");
    this.saving = new Saving(`/api/v1/records/${this.id}`, root.dataset.version, this.#warn);
    this.typed = new Typed(this.id);
    for (const card of this.all()) this.#prepare(card);
    for (const card of this.doubts().slice(0, CROPS_AT_ONCE)) showCrop(card);
  }

  /** The record is before somebody's eyes now: the rest of its crops, and the first doubt. */
  begin() {
    const seen = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting) continue;
          seen.unobserve(target);
          if (target.dataset.status === "review") showCrop(target);
        }
      },
      { root: this.fields, rootMargin: "600px" },
    );
    for (const card of this.all()) seen.observe(card);
    this.progress();
    const [first] = this.doubts();
    if (!first) this.#viewer.show([...this.#viewer.pages.keys()][0]);
    this.go(first);
  }

  // Which cards there are

  all() {
    return [...this.fields.querySelectorAll(".field")];
  }

  doubts() {
    return this.all().filter(open);
  }

  /** How many fields somebody else has to settle: not shown to this role, or read a second time. */
  get elsewhere() {
    return this.fields.querySelectorAll(".closed [data-waits], .field.waits").length;
  }

  card(key) {
    return this.fields.querySelector(`#field-${CSS.escape(key)}`);
  }

  #prepare(card) {
    remember(card);
    if (this.typed.restore(card) && this.settledPart?.contains(card)) this.settledPart.open = true;
  }

  // Looking at a field

  activate(card) {
    if (this.active === card) return;
    this.active?.classList.remove("active");
    this.active = card;
    if (!card) return;
    card.classList.add("active");
    showCrop(card);
    this.#light(card);
    card.scrollIntoView({ block: "nearest" });
  }

  #light(card) {
    const box = place(card);
    this.#viewer.show(Number(card.dataset.page));
    if (!this.#viewer.number) return;
    this.#viewer.light(box ? [box] : [], "focus");
    if (box) this.#viewer.look(box);
    else this.#viewer.whole();
  }

  /** The page with all empty places of a group lit, so that one look settles them. */
  lightAll(group) {
    this.activate(null);
    this.#viewer.show(Number(group.dataset.page));
    if (!this.#viewer.number) return;
    this.#viewer.light(waiting(group).map(place).filter(Boolean), "focus");
    this.#viewer.whole();
  }

  /** Put the focus into a card; `last`: into its last input. */
  focus(card, last = false) {
    if (this.settledPart?.contains(card)) this.settledPart.open = true;
    this.activate(card);
    const inputs = stops(card);
    const input = last ? inputs[inputs.length - 1] : inputs[0];
    input?.focus({ preventScroll: true });
    if (input?.matches("[type=text], textarea")) {
      input.setSelectionRange(input.value.length, input.value.length);
    }
    card.scrollIntoView({ block: "nearest" });
  }

  /** Go to a field that waits, or to what settles it with its neighbours; else to the end. */
  go(card) {
    if (!card) this.finishButton.focus();
    else if (bulk(card)) bulk(card).focus();
    else this.focus(card);
  }

  goOn(after) {
    const all = this.doubts();
    const later = all.find(
      (card) => after.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    this.go(later ?? all[0]);
  }

  /** Tab: the next input of the field, or the next field. Tells whether there was one. */
  stop(step) {
    if (!this.active) return false;
    const inputs = stops(this.active);
    const options = document.activeElement.matches(".options [data-digit]");
    const index = options && !this.active.querySelector(".filter") ? 0 : inputs.indexOf(document.activeElement);
    const input = inputs[index + step];
    if (index >= 0 && input) {
      input.focus();
      return true;
    }
    const list = this.all().filter((card) => !this.settledPart?.contains(card) || this.settledPart.open);
    const target = list[list.indexOf(this.active) + step];
    if (!target) return false;
    this.focus(target, step < 0);
    return true;
  }

  // Saying something

  /** Enter: it is right as it stands, or as it was typed. */
  keep(card) {
    if (card.classList.contains("saving")) return;
    const differs = changed(card);
    if (card.classList.contains("waits")) return this.goOn(card);
    if (!differs && card.classList.contains("by-person")) {
      delete card.dataset.warned; // looked at again: it stays as it is
      this.progress();
      this.goOn(card);
      return;
    }
    if (blank(card) && (differs || !card.dataset.known)) {
      this.#ask(card, say("Say what stands there: type it, or Alt+E nothing written, Alt+I cannot be read."));
      return;
    }
    if (!differs && !card.dataset.known && !this.#asked.has(card)) {
      this.#asked.add(card);
      this.#ask(card, say("This was not understood. Correct it, or press Enter again if that is what stands there."));
      return;
    }
    const correct = differs || !card.dataset.known;
    this.save(card, correct ? "correct" : "confirm", correct ? entered(card) : {});
    this.goOn(card);
  }

  /** Nothing is written in any of a page's empty places that still wait. */
  keepAll(group) {
    const all = waiting(group);
    for (const card of all) this.save(card, "confirm", {});
    if (all.length) this.goOn(all.at(-1));
  }

  mark(card, action) {
    if (card.classList.contains("saving") || card.classList.contains("waits")) return;
    this.save(card, action, {});
    this.goOn(card);
  }

  /** What a reader read is right: take it and go on. */
  take(card, text) {
    if (card.classList.contains("saving")) return;
    take(card, text);
    this.keep(card);
  }

  /** Another person is to read it too, without seeing what was said here. */
  async second(card) {
    card.classList.add("saving");
    this.progress();
    try {
      const own = changed(card) && !blank(card) ? { action: "correct", ...entered(card) } : {};
      await this.saving.post("second", { key: card.dataset.key, ...own });
      await this.#renew(card);
      announce(say("{field}: a second person reads it.", { field: label(card) }));
    } catch (problem) {
      this.#refused(card, problem);
    }
    this.progress();
    this.goOn(this.card(card.dataset.key) ?? card);
  }

  back(card) {
    putBack(card);
    hint(card, "");
    this.typed.drop(card);
    const line = card.querySelector(".understood");
    if (line.dataset.before !== undefined) line.textContent = line.dataset.before;
  }

  async save(card, action, content) {
    const { key } = card.dataset;
    card.classList.add("saving");
    hint(card, "");
    this.typed.forget(card);
    this.progress();
    try {
      const understood = await this.saving.save({ key, action, ...content });
      if (action === "undo") this.#done.splice(this.#done.lastIndexOf(key), 1);
      else this.#done.push(key);
      await this.#saved(card, action === "correct" ? understood.problems : []);
    } catch (problem) {
      this.#refused(card, problem);
    }
    this.progress();
  }

  async #saved(card, problems) {
    const fresh = await this.#renew(card);
    const look = problems.map(({ text }) => text).join(" ");
    if (look) fresh.dataset.warned = "yes";
    const words = look ? say("{field}: saved. But look again: {doubts}", { field: label(fresh), doubts: look })
      : say("{field}: saved.", { field: label(fresh) });
    announce(`${words} ${this.left()}`);
  }

  /** The card as it is now. */
  async #renew(card) {
    const fresh = await fragment(`/review/${this.id}/fields/${card.dataset.key}`);
    const had = card.contains(document.activeElement);
    inherit(fresh, card);
    card.replaceWith(fresh);
    this.#prepare(fresh);
    if (this.active === card) {
      this.active = null;
      if (had) this.focus(fresh);
      else this.activate(fresh);
    }
    return fresh;
  }

  #refused(card, problem) {
    card.classList.remove("saving");
    this.typed.touched(card); // it is not lost: the server keeps it as typed
    if (fatal(problem)) this.#warn(problem);
    else {
      hint(card, wordsOf(problem));
      this.focus(card);
    }
    announce(wordsOf(problem));
  }

  #ask(card, words) {
    hint(card, words);
    announce(words);
  }

  async undo() {
    await this.saving.calm();
    const key = this.#done.at(-1);
    if (!key) return announce(say("There is nothing to take back."));
    const card = this.card(key);
    await this.save(card, "undo", {});
    this.focus(this.card(key));
  }

  /** Save what was typed and not yet saved; resolves to whether everything is safe. */
  async settle() {
    for (const card of this.all()) {
      if (!card.classList.contains("saving") && changed(card) && !blank(card)) {
        this.save(card, "correct", entered(card));
      }
    }
    await this.saving.calm();
    await Promise.resolve(); // what was answered last is being put into its card
    while (this.fields.querySelector(".saving")) await new Promise((next) => setTimeout(next, 5));
    return !this.all().some((card) => changed(card) && !blank(card));
  }

  left() {
    const count = this.doubts().length;
    if (count) return sayMany("{count} still to settle.", "{count} still to settle.", count);
    if (this.elsewhere) return say("Nothing more to do for you here: others settle the rest. Press Enter to go on.");
    return say("Everything is settled. Press Enter to finish.");
  }

  progress() {
    const waits = '.field:is([data-status="review"], [data-warned])';
    const count = this.fields.querySelectorAll(waits).length;
    const bar = this.root.querySelector("#settled-share");
    bar.value = Math.max(0, bar.max - count);
    this.root.querySelector("#state").textContent = count
      ? sayMany("{count} to settle", "{count} to settle", count)
      : say("all settled");
    const words = this.elsewhere ? say("Done here") : say("Finish");
    this.root.querySelector("#finish-words").textContent = words;
    this.finishButton.setAttribute("aria-disabled", String(count > 0));
    this.root.querySelector("#finish-bar").classList.toggle("ready", count === 0);
    this.undoButton.setAttribute("aria-disabled", String(!this.#done.length));
  }
}
