// One record on the desk: its fields, which of them is looked at, and what is said about each.
import { announce, fragment } from "./api.js";
import { bulk, hint, inherit, label, open, OPEN, place, showCrop, waiting } from "./cards.js";
import { blank, changed, entered, fill, putBack, remember, stops, take } from "./entry.js";
import { filter } from "./finding.js";
import { fatal, Saving, wordsOf } from "./saving.js";
import { say, sayMany } from "./say.js";
import { Typed } from "./typed.js";

const CROPS_AT_ONCE = 8; // of a record that is not shown yet

export class Sheaf {
  #viewer;
  #done = []; // {key, act} of saved changes, the newest last; what one press settled is one act
  #acts = 0;
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
      delete card.dataset.refused;
      this.progress();
      this.goOn(card);
      return;
    }
    if (blank(card) && (differs || !card.dataset.known)) {
      this.#askWhat(card);
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
    const act = (this.#acts += 1);
    for (const card of all) this.save(card, "confirm", {}, act);
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
    if (card.classList.contains("waits")) return this.goOn(card);
    card.classList.add("saving");
    this.progress();
    try {
      const own = changed(card) && !blank(card) ? { action: "correct", ...entered(card) } : {};
      const { key } = card.dataset;
      this.typed.forget(card);
      const sent = JSON.stringify(entered(card));
      await this.saving.post("second", { key, ...own });
      this.#done.push({ key, act: (this.#acts += 1) });
      await this.#renew(card, sent);
      announce(say("{field}: a second person reads it.", { field: label(card) }));
    } catch (problem) {
      this.#refused(card, problem);
    }
    this.progress();
    this.goOn(this.card(card.dataset.key) ?? card);
  }

  back(card) {
    putBack(card);
    if (card.querySelector(".filter")) filter(card); // all options are there again
    delete card.dataset.refused;
    hint(card, "");
    this.progress();
    this.typed.drop(card);
    const line = card.querySelector(".understood");
    if (line.dataset.before !== undefined) line.textContent = line.dataset.before;
  }

  async save(card, action, content, act = (this.#acts += 1)) {
    const { key } = card.dataset;
    const sent = JSON.stringify(entered(card));
    card.classList.add("saving");
    hint(card, "");
    this.typed.forget(card);
    this.progress();
    try {
      const understood = await this.saving.save({ key, action, ...content });
      if (action === "undo") this.#forgetDone(key);
      else this.#done.push({ key, act });
      await this.#saved(card, action === "correct" ? understood.problems : [], sent);
    } catch (problem) {
      this.#refused(card, problem, sent);
    }
    this.progress();
  }

  #forgetDone(key) {
    const index = this.#done.findLastIndex((one) => one.key === key);
    if (index >= 0) this.#done.splice(index, 1);
  }

  async #saved(card, problems, sent) {
    const fresh = await this.#renew(card, sent);
    // Of what another has to read too the field tells nothing yet: its doubts are still the old ones.
    const told = fresh.classList.contains("waits") ? [] : problems;
    const look = told.map(({ text }) => text).join(" ");
    if (look) fresh.dataset.warned = "yes";
    const words = look ? say("{field}: saved. But look again: {doubts}", { field: label(fresh), doubts: look })
      : say("{field}: saved.", { field: label(fresh) });
    announce(`${words} ${this.left()}`);
  }

  /** The card as it is now. `sent` is what stood in it as it was saved, as JSON. */
  async #renew(card, sent) {
    const fresh = await fragment(`/review/${this.id}/fields/${card.dataset.key}`);
    const old = this.card(card.dataset.key) ?? card; // made anew meanwhile, by another change
    const had = old.contains(document.activeElement);
    const caret = had ? document.activeElement.selectionStart : null;
    const later = entered(old); // somebody came back and typed on before the server had answered
    inherit(fresh, old);
    old.replaceWith(fresh);
    this.#prepare(fresh);
    const typed = JSON.stringify(later) !== sent && !fresh.classList.contains("waits");
    if (typed) this.#typeOn(fresh, later);
    if (this.active === old) {
      this.active = null;
      if (had) this.focus(fresh);
      else this.activate(fresh);
    }
    if (had && typed && caret !== null) document.activeElement.setSelectionRange?.(caret, caret);
    return fresh;
  }

  #typeOn(card, content) {
    fill(card, content);
    card.classList.toggle("changed", changed(card));
    this.typed.touched(card);
  }

  /** @param {string} [sent] what stood in the card as it was saved, as JSON */
  #refused(card, problem, sent) {
    card.classList.remove("saving");
    const words = wordsOf(problem);
    // What was refused has been put back meanwhile: there is nothing to type anew.
    const undone = sent !== undefined && !changed(card) && JSON.stringify(entered(card)) !== sent;
    if (undone && !fatal(problem)) return;
    this.typed.touched(card); // it is not lost: the server keeps it as typed
    if (fatal(problem)) {
      this.#warn(problem);
      announce(words);
      return;
    }
    card.dataset.refused = "yes"; // it comes again before the end
    hint(card, words);
    // Whoever types in another field by now goes on there: no letter must fall into the wrong one.
    const elsewhere = document.activeElement?.closest?.(".field, dialog");
    if (!elsewhere || elsewhere === card) this.focus(card);
    announce(`${label(card)}: ${words}`);
  }

  #askWhat(card) {
    this.#ask(card, say("Say what stands there: type it, or Alt+E nothing written, Alt+I cannot be read."));
  }

  #ask(card, words) {
    hint(card, words);
    announce(words);
  }

  /** Take back the last act; tells whether there was one. */
  async undo() {
    await this.saving.calm();
    const last = this.#done.at(-1);
    if (!last) return false;
    const keys = this.#done.filter(({ act }) => act === last.act).map(({ key }) => key);
    await Promise.all(keys.map((key) => this.save(this.card(key), "undo", {})));
    if (keys.length > 1) this.go(this.card(keys[0]));
    else this.focus(this.card(last.key));
    return true;
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

  /** A settled field that was emptied without a word on why: ask. Tells whether there is one. */
  emptied() {
    const card = this.all().find((one) => changed(one) && blank(one));
    if (!card) return false;
    this.focus(card);
    this.#askWhat(card);
    return true;
  }

  left() {
    const count = this.doubts().length;
    if (count) return sayMany("{count} still to settle.", "{count} still to settle.", count);
    if (this.elsewhere) return say("Nothing more to do for you here: others settle the rest. Press Enter to go on.");
    return say("Everything is settled. Press Enter to finish.");
  }

  progress() {
    const count = this.fields.querySelectorAll(OPEN).length;
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
