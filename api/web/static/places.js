// A place level by level: province, district, commune, village, each found by typing in either script.
// What was chosen is written into the field as an address is written, and read again like any other.
import { send } from "./api.js";
import { plain } from "./finding.js";
import { say } from "./say.js";

const MOST = 60; // shown of one list
const NAMES = {
  province: () => say("Province"),
  district: () => say("District"),
  commune: () => say("Commune"),
  village: () => say("Village"),
};
const LEVELS = Object.keys(NAMES);
const lists = new Map(); // country, code, language -> promise of areas

function below(country, code, language) {
  const key = `${country}/${code}/${language}`;
  if (!lists.has(key)) {
    const asked = send("POST", "/review/places", { body: { country, code, language } });
    lists.set(key, asked.then((response) => response.json()).catch(() => []));
  }
  return lists.get(key);
}

/** Open the levels under a card's line, or close them. */
export async function toggle(card) {
  const open = card.querySelector(".levels");
  if (open) return close(card);
  const panel = new Levels(card);
  await panel.open();
}

function close(card) {
  card.querySelector(".levels")?.remove();
  card.querySelector(".control input").focus();
}

class Levels {
  #card;
  #root;
  #chosen = []; // areas, the largest first

  constructor(card) {
    this.#card = card;
    this.#root = document.createElement("div");
    this.#root.className = "levels";
    this.#root.setAttribute("role", "group");
    this.#root.setAttribute("aria-label", say("Level by level"));
  }

  async open() {
    this.#card.querySelector(".control").append(this.#root);
    let code = "";
    for (const wanted of (this.#card.dataset.levels || "").split(",").filter(Boolean)) {
      const area = (await this.#areas(code)).find((one) => one.code === wanted);
      if (!area) break;
      this.#chosen.push(area);
      code = area.code;
    }
    await this.#draw(Math.min(this.#chosen.length, LEVELS.length - 1));
  }

  #areas(code) {
    const { country } = this.#card.dataset;
    return below(country, code, this.#card.querySelector(".control input").lang);
  }

  /** A line for each level chosen and for the next one; the focus goes to `at`. */
  async #draw(at) {
    const rows = [];
    for (let i = 0; i <= this.#chosen.length && i < LEVELS.length; i += 1) {
      const areas = await this.#areas(this.#chosen[i - 1]?.code ?? "");
      if (areas.length) rows.push(this.#row(i, areas));
    }
    this.#root.replaceChildren(...rows.map(({ root }) => root));
    const row = rows[Math.min(at, rows.length - 1)];
    row?.input.focus();
    row?.input.select();
  }

  #row(i, areas) {
    const root = document.createElement("div");
    const input = document.createElement("input");
    const list = document.createElement("ul");
    const id = `levels-${this.#card.dataset.key}-${i}`;
    const label = document.createElement("label");
    label.textContent = NAMES[areas[0].level]();
    label.htmlFor = input.id = id;
    list.id = `${id}-list`;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", label.textContent);
    Object.assign(input, { type: "text", autocomplete: "off", spellcheck: false });
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "true");
    input.value = this.#chosen[i] ? this.#chosen[i].name : "";
    const state = { i, areas, input, list, at: 0 };
    input.addEventListener("input", (event) => {
      event.stopPropagation();
      state.at = 0;
      show(state, fitting(areas, input.value));
    });
    input.addEventListener("focus", () => {
      for (const other of this.#root.querySelectorAll("ul")) other.hidden = other !== list;
      show(state, fitting(areas, ""));
    });
    input.addEventListener("keydown", (event) => this.#key(event, state));
    list.addEventListener("pointerdown", (event) => {
      event.preventDefault(); // the focus stays in the line
      const found = event.target.closest("[role=option]");
      if (found) this.#choose(i, state.shown[[...list.children].indexOf(found)]);
    });
    list.hidden = true;
    root.append(label, input, list);
    return { root, input };
  }

  #key(event, state) {
    if (event.isComposing) return;
    const { key } = event;
    const count = state.shown?.length ?? 0;
    if (key === "Escape") close(this.#card);
    else if (key === "Enter") {
      if (!state.input.value && !this.#chosen[state.i]) close(this.#card);
      else if (count) this.#choose(state.i, state.shown[state.at]);
    } else if ((key === "ArrowDown" || key === "ArrowUp") && count) {
      state.at = (state.at + (key === "ArrowDown" ? 1 : -1) + count) % count;
      show(state, state.shown);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async #choose(i, area) {
    this.#chosen = [...this.#chosen.slice(0, i), area];
    const line = this.#card.querySelector(".control input");
    const apart = /[a-z]/i.test(area.written) ? ", " : " ";
    line.value = this.#chosen.map(({ written }) => written).reverse().join(apart);
    line.dispatchEvent(new Event("input", { bubbles: true }));
    if (area.last || !(await this.#areas(area.code)).length) return close(this.#card);
    await this.#draw(i + 1);
  }
}

function fitting(areas, text) {
  const wanted = plain(text);
  const found = areas.map((area) => ({ area, names: [plain(area.name), plain(area.latin)] }));
  const begins = found.filter(({ names }) => names.some((name) => name.startsWith(wanted)));
  const holds = found.filter((one) => !begins.includes(one) && one.names.some((name) => name.includes(wanted)));
  return [...begins, ...holds].map(({ area }) => area).slice(0, MOST);
}

function show(state, shown) {
  state.shown = shown;
  const rows = shown.map((area, i) => {
    const row = document.createElement("li");
    row.id = `${state.list.id}-${i}`;
    row.setAttribute("role", "option");
    row.setAttribute("aria-selected", String(i === state.at));
    row.textContent = area.name;
    if (area.latin && area.latin !== area.name) {
      const second = document.createElement("span");
      second.className = "second";
      second.textContent = area.latin;
      row.append(" ", second);
    }
    return row;
  });
  state.list.replaceChildren(...rows);
  state.list.hidden = false;
  state.input.setAttribute("aria-activedescendant", rows[state.at]?.id ?? "");
  rows[state.at]?.scrollIntoView({ block: "nearest" });
}
