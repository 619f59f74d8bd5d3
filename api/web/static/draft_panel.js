// The list of fields, and beside the chosen one everything that a definition says of it.
import { evenCells, evenColumns } from "./draft_shapes.js";
import { say } from "/static/say.js";

const KEY = /^[a-z][a-z0-9_]{0,63}$/;
const CODE = /^[A-Za-z0-9][A-Za-z0-9_]{0,63}$/;
const SPOKEN = { km: "khm", th: "tha", id: "ind", en: "eng" };

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key in made && key !== "list") made[key] = value;
    else made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

export class Panel extends EventTarget {
  constructor(place, store, words) {
    super();
    this.place = place;
    this.store = store;
    this.words = words;
    for (const kind of ["chosen", "judged", "turned"]) store.addEventListener(kind, () => this.draw());
    store.addEventListener("changed", () => this.#typing() || this.draw());
    this.draw();
  }

  /** While somebody types, the inputs under their hands are left alone. */
  #typing() {
    const active = document.activeElement;
    return this.place.contains(active) && active.matches("input:not([type=checkbox]), textarea");
  }

  draw() {
    if (this.#typing() && this.drawn === this.store.key) return this.#marks();
    this.drawn = this.store.key;
    const scroll = this.place.scrollTop;
    const rows = this.store.form.pages.flatMap(({ number }) => {
      const fields = this.#ordered(this.store.onPage(number));
      const head = element("h2", {}, say("Page {number}", { number }));
      const none = element("p", { className: "soft small" }, say("No field yet: press N and draw one."));
      return [head, ...(fields.length ? fields.map((field) => this.#row(field)) : [none])];
    });
    this.place.replaceChildren(this.#keys(), ...rows);
    this.place.scrollTop = scroll;
    this.place.querySelector(".entry.chosen")?.scrollIntoView({ block: "nearest" });
  }

  #ordered(fields) {
    const row = (field) => Math.round(field.zone[1] / 4);
    return [...fields].sort((a, b) => row(a) - row(b) || a.zone[0] - b.zone[0]);
  }

  /** The keys of the library, offered while a key is typed. */
  #keys() {
    const options = this.words.library.map(({ key, labels }) =>
      element("option", { value: key }, labels.en ?? key),
    );
    return element("datalist", { id: "library-keys" }, ...options);
  }

  #row(field) {
    const chosen = field.key === this.store.key;
    const language = Object.keys(field.labels)[0];
    const label = element("span", { className: "name", lang: language }, Object.values(field.labels)[0] ?? "");
    const head = element(
      "button",
      { type: "button", className: "line", "aria-expanded": String(chosen) },
      element("span", { className: `dot ${this.#tone(field.key)}`, "aria-hidden": "true" }),
      label,
      element("span", { className: "kind" }, this.words.kinds[field.kind]),
    );
    head.addEventListener("click", () => this.store.choose(chosen ? null : field.key));
    const entry = element("div", { className: "entry" }, head);
    entry.dataset.key = field.key;
    entry.classList.toggle("chosen", chosen);
    if (chosen) entry.append(this.#inspector(field));
    return entry;
  }

  #tone(key) {
    if (this.store.wrong(key).length) return "wrong";
    return this.store.doubts(key).length ? "doubt" : "fine";
  }

  #marks() {
    for (const entry of this.place.querySelectorAll(".entry")) {
      const dot = entry.querySelector(".dot");
      if (dot) dot.className = `dot ${this.#tone(entry.dataset.key)}`;
      if (!entry.classList.contains("chosen")) continue;
      entry.querySelector(".said").replaceWith(this.#said(entry.dataset.key));
    }
  }

  // One field

  #inspector(field) {
    const form = element("div", { className: "inspector" }, this.#said(field.key));
    for (const language of this.store.form.languages) form.append(this.#label(field, language));
    form.append(
      this.#key(field),
      element(
        "div",
        { className: "pair" },
        this.#choice(say("What is written"), "kind", field, this.words.kinds),
        this.#choice(say("Written on"), "writing", field, this.words.writings),
      ),
    );
    if (["dots", "frame", "table"].includes(field.writing)) form.append(this.#rows(field));
    if (field.writing === "boxes") form.append(this.#cells(field));
    if (field.options) form.append(this.#options(field));
    if (field.writing === "table") form.append(this.#columns(field));
    form.append(this.#flags(field), this.#acts(field));
    return form;
  }

  #said(key) {
    const wrong = this.store.wrong(key).map(({ field, text }) =>
      field === key ? sentence(text) : say("It overlaps the zone of {field}.", { field }),
    );
    const doubts = this.store.doubts(key);
    const box = element("div", { className: "said" });
    for (const words of wrong) box.append(element("p", { className: "bad" }, words));
    for (const words of doubts) box.append(element("p", { className: "warn" }, words));
    if (doubts.length) {
      const fine = element("button", { type: "button", className: "quiet" }, say("It is right so"));
      fine.addEventListener("click", () => {
        this.store.looked.add(key);
        this.store.tell("judged");
      });
      box.append(fine);
    }
    return box;
  }

  #input(words, value, act, more = {}) {
    const input = element("input", { type: "text", value, autocomplete: "off", ...more });
    const place = element("label", { className: "stack" }, element("span", {}, words), input);
    input.addEventListener("input", () => act(input.value, input));
    input.addEventListener("change", () => this.store.settle());
    return place;
  }

  #label(field, language) {
    const words = say("Printed words, {language}", { language: this.words.languages[language] });
    return this.#input(
      words,
      field.labels[language] ?? "",
      (value) =>
        this.store.change(`Words of ${field.key}`, () => {
          const now = this.store.chosen;
          if (value.trim()) now.labels[language] = value.trim();
          else if (Object.keys(now.labels).length > 1) delete now.labels[language];
          this.store.looked.add(now.key);
        }),
      { lang: language },
    );
  }

  #key(field) {
    return this.#input(
      say("Name in records"),
      field.key,
      (value, input) => {
        const taken = this.store.fields.some((f) => f.key === value && f !== this.store.chosen);
        input.setCustomValidity(
          taken
            ? say("Another field has this name.")
            : KEY.test(value)
              ? ""
              : say("Small letters, digits and _."),
        );
        input.reportValidity();
        if (!input.validity.valid) return;
        this.store.change("Name in records", () => this.#rename(this.store.chosen, value));
      },
      { list: "library-keys", spellcheck: false },
    );
  }

  /** A key of the library brings what the library knows of it. */
  #rename(field, key) {
    for (const about of [this.store.sure, this.store.notes]) delete about[key];
    field.key = key;
    this.store.key = key;
    this.drawn = key;
    this.place.querySelector(".entry.chosen").dataset.key = key;
    const known = this.words.library.find((one) => one.key === key);
    if (!known) return;
    if (known.personal) field.personal = true;
    const ticked = ["choice", "multi"].includes(known.kind);
    if (ticked === (field.writing === "ticks") && known.kind !== "table") field.kind = known.kind;
  }

  #choice(words, name, field, offered) {
    const options = Object.entries(offered).map(([value, said]) =>
      element("option", { value, selected: field[name] === value }, said),
    );
    const select = element("select", {}, ...options);
    select.addEventListener("change", () => {
      this.store.settle();
      this.store.change(words, () => {
        const now = this.store.chosen;
        now[name] = select.value;
        this.store.looked.add(now.key);
        if (name === "writing") this.#suit(now);
        else this.#needs(now);
      });
    });
    return element("label", { className: "stack" }, element("span", {}, words), select);
  }

  /** What a way of writing needs, and nothing of another way. */
  #suit(field) {
    const language = this.store.form.languages[0];
    if (field.writing !== "boxes") delete field.cells;
    else field.cells ??= evenCells(field.zone, 10);
    if (field.writing !== "table") delete field.columns;
    else field.columns ??= evenColumns(field, 3, language);
    if (!["ticks", "words"].includes(field.writing)) delete field.options;
    if (field.writing === "table") field.kind = "table";
    else if (field.options === undefined && ["ticks", "words"].includes(field.writing)) {
      field.options = [];
      field.kind = "choice";
    }
    if (!["choice", "multi"].includes(field.kind) && field.options) field.kind = "choice";
  }

  #needs(field) {
    if (["national_id", "phone", "place", "passport"].includes(field.kind)) {
      field.country ??= this.store.form.country;
    }
    if (["name", "phone", "national_id", "passport", "photo"].includes(field.kind)) {
      field.personal = true;
    }
  }

  #number(words, value, most, act) {
    const input = element("input", { type: "number", min: "1", max: String(most), value: String(value) });
    input.addEventListener("change", () => {
      const count = Math.max(1, Math.min(most, Number(input.value) || 1));
      this.store.settle();
      this.store.change(words, () => act(this.store.chosen, count));
    });
    return element("label", { className: "stack number" }, element("span", {}, words), input);
  }

  #rows(field) {
    const words = field.writing === "table" ? say("Rows") : say("Lines");
    return this.#number(words, field.rows ?? 1, 60, (now, count) => {
      if (count > 1) now.rows = count;
      else delete now.rows;
    });
  }

  #cells(field) {
    return this.#number(say("Boxes"), field.cells?.length ?? 0, 60, (now, count) => {
      now.cells = evenCells(now.zone, count);
    });
  }

  #options(field) {
    const list = element("div", { className: "answers-list" });
    list.append(element("span", { className: "legend" }, say("Answers")));
    field.options.forEach((option, n) => {
      const words = element("div", { className: "spoken" });
      for (const language of this.store.form.languages) words.append(this.#answer(option, n, language));
      const code = element("input", {
        type: "text",
        value: option.code,
        className: "code",
        ariaLabel: say("Code of answer {number}", { number: n + 1 }),
        spellcheck: false,
      });
      code.addEventListener("input", () => {
        code.setCustomValidity(CODE.test(code.value) ? "" : say("Letters, digits and _."));
        if (code.reportValidity()) {
          this.store.change(`Code of answer ${n}`, () => {
            this.store.chosen.options[n].code = code.value;
          });
        }
      });
      const away = element("button", { type: "button", className: "quiet" }, "×");
      away.setAttribute("aria-label", say("Take away answer {number}", { number: n + 1 }));
      away.addEventListener("click", () => {
        this.store.settle();
        this.store.change("Answer taken away", () => this.store.chosen.options.splice(n, 1));
      });
      const row = element("div", { className: "answer" }, words, code, away);
      row.classList.toggle("on", this.store.part === `option:${n}`);
      row.addEventListener("focusin", () => {
        if (this.store.part === `option:${n}`) return;
        this.store.part = `option:${n}`;
        this.dispatchEvent(new CustomEvent("pointed"));
      });
      list.append(row);
    });
    list.append(
      element("p", { className: "soft small" }, say("Press T and click on the paper for one more tick box.")),
    );
    return list;
  }

  /** The words of an answer in one language. */
  #answer(option, n, language) {
    const named = this.words.languages[language];
    const input = element("input", {
      type: "text",
      value: option.words[language] ?? "",
      lang: language,
      placeholder: named,
      ariaLabel: say("Words of answer {number}, {language}", { number: n + 1, language: named }),
    });
    input.addEventListener("input", () =>
      this.store.change(`Words of answer ${n}, ${language}`, () => {
        const { words } = this.store.chosen.options[n];
        if (input.value.trim()) words[language] = input.value.trim();
        else if (Object.keys(words).length > 1) delete words[language];
      }),
    );
    return input;
  }

  #columns(field) {
    const list = element("div", { className: "answers-list" });
    list.append(element("span", { className: "legend" }, say("Columns")));
    const language = this.store.form.languages[0];
    (field.columns ?? []).forEach((column, n) => {
      const spoken = column.labels[language] ? language : Object.keys(column.labels)[0];
      const words = element("input", {
        type: "text",
        value: column.labels[spoken] ?? "",
        lang: spoken,
        ariaLabel: say("Words of column {number}", { number: n + 1 }),
      });
      words.addEventListener("input", () =>
        this.store.change(`Words of column ${n}`, () => {
          if (words.value.trim()) this.store.chosen.columns[n].labels[spoken] = words.value.trim();
        }),
      );
      const plain = Object.entries(this.words.kinds).filter(
        ([kind]) => !["choice", "multi", "table", "photo"].includes(kind),
      );
      const kinds = plain.map(([value, said]) =>
        element("option", { value, selected: value === column.kind }, said),
      );
      const kind = element("select", { ariaLabel: say("Kind of column {number}", { number: n + 1 }) }, ...kinds);
      kind.addEventListener("change", () =>
        this.store.change("Kind of a column", () => {
          this.store.chosen.columns[n].kind = kind.value;
        }),
      );
      list.append(element("div", { className: "answer" }, words, kind));
    });
    const count = field.columns?.length ?? 0;
    list.append(
      this.#number(say("Columns"), count, 20, (now, wanted) => {
        if (wanted !== count) now.columns = evenColumns(now, wanted, language);
      }),
    );
    return list;
  }

  #flags(field) {
    const flag = (words, name) => {
      const box = element("input", { type: "checkbox", checked: Boolean(field[name]) });
      box.addEventListener("change", () => {
        this.store.settle();
        this.store.change(words, () => {
          if (box.checked) this.store.chosen[name] = true;
          else delete this.store.chosen[name];
        });
      });
      return element("label", { className: "tick" }, box, words);
    };
    return element("div", { className: "row" }, flag(say("Must be filled in"), "required"), flag(say("About a person"), "personal"));
  }

  #acts(field) {
    const row = element("div", { className: "row" });
    for (const [act, words] of [["copy", say("One more like this")], ["remove", say("Take away")]]) {
      const button = element("button", { type: "button", className: "quiet" }, words);
      button.addEventListener("click", () => this.dispatchEvent(new CustomEvent(act, { detail: field.key })));
      row.append(button);
    }
    return row;
  }

  /** Put the cursor into the chosen field's words. */
  focus() {
    this.place.querySelector(".entry.chosen .inspector input")?.focus();
  }
}

function sentence(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The languages that values of a form are written in. */
export function spoken(form) {
  return [...new Set([...form.languages.map((code) => SPOKEN[code]), "eng"])];
}
