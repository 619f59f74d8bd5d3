// What a definition says of the form as a whole: name, version, titles, languages, country, source.
import { language, say } from "/static/say.js";

const COUNTRIES = { KHM: "KH", THA: "TH", IDN: "ID", PHL: "PH", MMR: "MM", LAO: "LA", VNM: "VN", MYS: "MY" };
const named = new Intl.DisplayNames(language, { type: "region" });

function row(words, input, hint = "") {
  const label = document.createElement("label");
  label.className = "stack";
  const said = document.createElement("span");
  said.textContent = words;
  label.append(said, input);
  if (hint) {
    const small = document.createElement("span");
    small.className = "soft small plain";
    small.textContent = hint;
    label.append(small);
  }
  return label;
}

export class About {
  constructor(place, store, words) {
    this.place = place;
    this.store = store;
    this.words = words;
    for (const kind of ["changed", "judged"]) store.addEventListener(kind, () => this.draw());
    this.draw();
  }

  draw() {
    if (this.place.contains(document.activeElement)) return this.#wrong();
    const form = this.store.form;
    const rows = [
      this.#wrongBox(),
      row(say("Short name"), this.#text(form.id, (to, v) => (to.id = v)), say("Exports and records carry it: small letters, digits and _.")),
      row(say("Version"), this.#text(form.version, (to, v) => (to.version = v)), say("A changed paper is another version: old paper keeps its own.")),
    ];
    for (const language of form.languages) {
      const input = this.#text(form.titles[language] ?? "", (to, v) => (to.titles[language] = v));
      input.lang = language;
      rows.push(row(say("Title, {language}", { language: this.words.languages[language] }), input));
    }
    rows.push(this.#languages(form), row(say("Country"), this.#country(form)));
    rows.push(
      row(
        say("Where it comes from"),
        this.#text(form.source ?? "", (to, v) => (to.source = v)),
        say("Which office uses this paper, since when."),
      ),
    );
    this.place.replaceChildren(...rows);
  }

  #text(value, put) {
    const input = document.createElement("input");
    input.type = "text";
    input.value = value;
    input.autocomplete = "off";
    input.addEventListener("input", () => {
      if (input.value.trim()) this.store.change("About the form", (form) => put(form, input.value.trim()));
    });
    return input;
  }

  #country(form) {
    const select = document.createElement("select");
    const known = { ...COUNTRIES };
    known[form.country] ??= "";
    for (const [code, region] of Object.entries(known)) {
      select.append(new Option(region ? `${named.of(region)} (${code})` : code, code, false, code === form.country));
    }
    select.addEventListener("change", () =>
      this.store.change("Country", (to) => {
        for (const field of to.fields) if (field.country === to.country) field.country = select.value;
        to.country = select.value;
      }),
    );
    return select;
  }

  #languages(form) {
    const set = document.createElement("fieldset");
    const legend = document.createElement("legend");
    legend.textContent = say("Printed in");
    const line = document.createElement("div");
    line.className = "row";
    for (const [code, name] of Object.entries(this.words.languages)) {
      const box = document.createElement("input");
      box.type = "checkbox";
      box.checked = form.languages.includes(code);
      box.addEventListener("change", () => this.#speak(code, box));
      const label = document.createElement("label");
      label.className = "tick";
      label.append(box, name);
      line.append(label);
    }
    set.append(legend, line);
    return set;
  }

  #speak(code, box) {
    const used = this.store.fields.some((field) => field.labels[code]);
    if (!box.checked && (used || this.store.form.languages.length === 1)) {
      box.checked = true; // printed words are in it
      return;
    }
    this.store.change("Languages", (form) => {
      form.languages = box.checked
        ? [...form.languages, code]
        : form.languages.filter((one) => one !== code);
      if (!box.checked) delete form.titles[code];
    });
    box.blur();
    this.draw();
  }

  #wrongBox() {
    const box = document.createElement("div");
    box.className = "said";
    for (const { where, text, remedy } of this.store.complaints.filter((one) => !one.field)) {
      const line = document.createElement("p");
      line.className = "bad";
      line.textContent = `${where}: ${text} ${remedy}`;
      box.append(line);
    }
    return box;
  }

  #wrong() {
    this.place.querySelector(".said")?.replaceWith(this.#wrongBox());
  }
}
