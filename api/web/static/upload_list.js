// The list of files on the desk: a page of a hundred at a time, however many there are.
import { number, say, sayMany } from "./say.js";

const ROWS = 100;
/** Which states a tab shows; `all` shows every one. */
const TABS = {
  all: null,
  way: ["waits", "compared", "sent"],
  help: ["rejected", "unread"],
  before: ["duplicate", "here", "settled"],
};
const TONES = {
  sent: "busy", compared: "busy", accepted: "good", duplicate: "warn", rejected: "bad", unread: "bad",
};

function word(item) {
  switch (item.state) {
    case "waits": return say("waits");
    case "compared": return say("is compared");
    case "sent": return say("is sent");
    case "accepted": return say("accepted");
    case "here": return say("came in before");
    case "duplicate": return say("duplicate");
    case "rejected": return say("rejected");
    case "settled": return say("settled");
    default: return say("not sent");
  }
}

export class List {
  #desk;
  #body;
  #act;
  #tab = "all";
  #page = 0;
  #rows = new Map();
  #due = false;

  /** @param {{desk: object, body: HTMLElement, tabs: HTMLElement, pager: HTMLElement,
   *   act: (name: string, item: object) => void}} parts */
  constructor({ desk, body, tabs, pager, act }) {
    this.#desk = desk;
    this.#body = body;
    this.#act = act;
    this.tabs = tabs;
    this.pager = pager;
    tabs.addEventListener("click", (event) => this.#choose(event.target.closest("button")));
    pager.addEventListener("click", (event) => this.#turn(event.target.closest("button")));
    desk.addEventListener("change", () => this.draw());
  }

  /** Soon, and not more than some times a second: ten thousand files change often. */
  draw() {
    if (this.#due) return;
    this.#due = true;
    setTimeout(() => {
      this.#due = false;
      this.#show();
    }, often(this.#desk.items));
  }

  #choose(button) {
    if (!button) return;
    this.#tab = button.dataset.tab;
    this.#page = 0;
    this.#show();
  }

  #turn(button) {
    if (!button) return;
    this.#page += Number(button.dataset.by);
    this.#show();
    this.#body.closest("table").scrollIntoView({ block: "nearest" });
  }

  #show() {
    const items = this.#desk.items;
    for (const button of this.tabs.querySelectorAll("button")) {
      const states = TABS[button.dataset.tab];
      const count = states ? items.filter((item) => states.includes(item.state)).length : items.length;
      button.setAttribute("aria-pressed", String(button.dataset.tab === this.#tab));
      button.querySelector("strong").textContent = number(count);
    }
    const states = TABS[this.#tab];
    const shown = states ? items.filter((item) => states.includes(item.state)) : items;
    const pages = Math.max(1, Math.ceil(shown.length / ROWS));
    this.#page = Math.min(this.#page, pages - 1);
    const from = this.#page * ROWS;
    const visible = shown.slice(from, from + ROWS);
    this.#fill(visible);
    this.#pager(from, visible.length, shown.length, pages);
  }

  #fill(visible) {
    const rows = visible.map((item) => this.#row(item));
    const now = [...this.#body.children];
    // Rows that stay are left where they are: focus on a button in one must not be lost.
    if (rows.length !== now.length || rows.some((row, index) => row !== now[index])) {
      this.#body.replaceChildren(...rows);
    }
    const kept = new Set(visible);
    for (const item of this.#rows.keys()) if (!kept.has(item)) this.#rows.delete(item);
  }

  #row(item) {
    let row = this.#rows.get(item);
    if (!row) {
      row = document.createElement("tr");
      const name = row.insertCell();
      if (item.folder) {
        const folder = document.createElement("span");
        folder.className = "soft";
        folder.textContent = `${item.folder}/`;
        name.append(folder, document.createElement("wbr"));
      }
      name.append(item.file.name);
      row.insertCell().className = "tight";
      row.insertCell().className = "small";
      this.#rows.set(item, row);
    }
    const part = item.state === "sent" && item.file.size ? Math.floor((item.sent / item.file.size) * 100) : 0;
    const seen = `${item.state} ${part} ${item.words}`;
    if (row.dataset.seen === seen) return row;
    row.dataset.seen = seen;
    const mark = document.createElement("span");
    mark.className = `word ${TONES[item.state] ?? ""}`;
    mark.textContent = part && part < 100 ? `${word(item)} · ${number(part)} %` : word(item);
    row.cells[1].replaceChildren(mark);
    row.cells[2].replaceChildren(...this.#told(item));
    return row;
  }

  *#told(item) {
    if (item.state === "accepted") yield say("Kept, and will be read.");
    else if (item.words) yield item.words;
    if (item.document && item.state !== "accepted") {
      const link = document.createElement("a");
      link.href = `/documents/${item.document}`;
      link.textContent = item.state === "duplicate" ? say("See the first copy") : say("See it");
      yield " ";
      yield link;
    }
    if (item.state === "unread") yield* this.#button("again", say("Try again"), item);
    if (item.state === "rejected" && item.id) {
      yield* this.#button("replace", say("Replace"), item);
      yield* this.#button("write-off", say("Write off"), item);
    }
  }

  *#button(name, words, item) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "quiet";
    button.textContent = words;
    button.setAttribute("aria-label", `${words}: ${item.file.name}`);
    button.addEventListener("click", () => this.#act(name, item));
    yield " ";
    yield button;
  }

  #pager(from, shown, all, pages) {
    this.pager.hidden = pages < 2;
    this.pager.querySelector("p").textContent = say("{from} to {to} of {all}", {
      from: Math.min(from + 1, all),
      to: from + shown,
      all,
    });
    const [before, after] = this.pager.querySelectorAll("button");
    before.disabled = this.#page === 0;
    after.disabled = this.#page >= pages - 1;
  }
}

/** After how many milliseconds what has changed is shown: a long list costs more to look through. */
export function often(items) {
  return items.length > 1000 ? 400 : 150;
}

/** The counts of a desk's files by how they ended. */
export function counts(items) {
  const found = {};
  for (const item of items) found[item.state] = (found[item.state] ?? 0) + 1;
  return found;
}

/** The counts in words, without zeros. @returns {[number, string][]} */
export function told(found) {
  return [
    [found.accepted, say("accepted")],
    [found.here, say("came in before from here")],
    [found.duplicate, say("came in before")],
    [found.rejected, say("rejected")],
    [found.settled, say("settled")],
    [found.unread, say("not sent")],
  ].filter(([count]) => count);
}

/** "3 of 5 files answered". */
export function answered(done, all) {
  return sayMany("{done} of {count} file answered", "{done} of {count} files answered", all, { done });
}
