// The page on which a definition is drawn over its blank: paper on the left, words on the right.
import { announce, send, Trouble } from "./api.js";
import { About } from "./draft_about.js";
import { Board, tickAt } from "./draft_board.js";
import { Panel, spoken } from "./draft_panel.js";
import { labelBeside, partOf, parts, place, rounded, shifted, stretched } from "./draft_shapes.js";
import { Store } from "./draft_store.js";
import { Trial } from "./draft_trial.js";
import { say, sayMany } from "/static/say.js";

const EVERY = 800; // ms between looks at a blank that is being read
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const USUAL = [62, 8]; // mm, of a field that was put and not drawn

const root = document.getElementById("draft");
const banner = document.getElementById("banner");
const address = `/forms/drafts/${root.dataset.draft}`;
const words = JSON.parse(document.getElementById("words").textContent);
const panels = ["fields", "form", "try"];

open();

async function open() {
  let shown;
  try {
    shown = await (await send("GET", address)).json();
  } catch (trouble) {
    return warn(trouble);
  }
  const reading = document.getElementById("reading");
  reading.hidden = shown.state !== "reading";
  if (shown.state === "reading") {
    const done = shown.pages;
    if (done) {
      document.getElementById("reading-words").textContent = sayMany(
        "{count} page is done; the next one is looked at.",
        "{count} pages are done; the next one is looked at.",
        done,
      );
    }
    setTimeout(open, EVERY);
    return undefined;
  }
  if (shown.state === "failed" || !shown.form) {
    document.getElementById("tally").textContent = say("The blank could not be read.");
    banner.textContent = `${shown.problem} ${shown.remedy}`;
    return undefined;
  }
  return begin(shown);
}

function begin(shown) {
  const store = new Store(address, shown);
  const frame = document.getElementById("board");
  const board = new Board(frame, document.getElementById("paper"), store, words);
  const panel = new Panel(document.getElementById("fields-panel"), store, words);
  new About(document.getElementById("form-panel"), store, words);
  new Trial(store, said, Number(root.dataset.limitBytes));
  document.getElementById("tabs").hidden = false;
  tab("fields");
  pages(store);
  tell(store);

  store.addEventListener("changed", () => tell(store));
  store.addEventListener("judged", () => tell(store));
  store.addEventListener("turned", () => {
    pages(store);
    frame.scrollTo(0, 0);
  });
  store.addEventListener("chosen", () => {
    board.reveal();
    if (store.chosen && document.getElementById("try-panel").hidden) tab("fields");
  });
  store.addEventListener("keeping", ({ detail }) => {
    document.getElementById("kept").textContent = detail;
  });
  store.addEventListener("trouble", ({ detail }) => warn(detail));
  board.addEventListener("drawn", ({ detail }) => drawn(store, board, panel, detail));
  panel.addEventListener("pointed", () => board.draw());
  panel.addEventListener("copy", ({ detail }) => copy(store, board, detail));
  panel.addEventListener("remove", ({ detail }) => remove(store, board, detail));
  wire(store, board, panel);
}

// Words about it all

function tell(store) {
  const form = store.form;
  document.getElementById("title").textContent = Object.values(form.titles)[0] ?? form.id;
  document.getElementById("title").lang = Object.keys(form.titles)[0] ?? "en";
  const look = store.fields.filter(({ key }) => store.doubts(key).length).length;
  const wrong = store.complaints.length;
  const fields = sayMany("{count} field", "{count} fields", store.fields.length);
  const parted = [fields];
  if (look) parted.push(say("{count} to look at", { count: look }));
  if (wrong) parted.push(say("{count} not right yet", { count: wrong }));
  document.getElementById("tally").textContent = parted.join(" · ");
  const button = document.getElementById("save");
  button.disabled = wrong > 0 || !store.fields.length;
  const hint = document.getElementById("save-hint");
  if (wrong) hint.textContent = say("What is marked red must be put right first.");
  else if (store.saved === form.version) hint.textContent = say("Version {version} is saved and in use.", form);
  else hint.textContent = say("As {id}, version {version}; scans are read by it at once.", form);
  document.getElementById("undo").disabled = !store.canUndo;
  document.getElementById("redo").disabled = !store.canRedo;
}

function pages(store) {
  const buttons = store.form.pages.map(({ number }) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = number;
    button.setAttribute("aria-label", say("Page {number}", { number }));
    button.setAttribute("aria-pressed", String(number === store.page));
    button.addEventListener("click", () => store.turn(number));
    return button;
  });
  document.getElementById("page-buttons").replaceChildren(...(buttons.length > 1 ? buttons : []));
}

function tab(name) {
  for (const other of panels) {
    const button = document.getElementById(`tab-${other}`);
    button.setAttribute("aria-selected", String(other === name));
    button.tabIndex = other === name ? 0 : -1;
    document.getElementById(`${other}-panel`).hidden = other !== name;
  }
}

function warn(trouble) {
  banner.textContent = trouble instanceof Trouble ? trouble.words : say("Something went wrong. Load the page again.");
  if (trouble.status !== 412) return;
  const again = document.createElement("a");
  again.href = location.href;
  again.textContent = say("Load it again");
  banner.append(" ", again);
}

/** A value as words. */
function said(value, raw, field) {
  if (value === null || value === undefined) return raw;
  if (typeof value === "boolean") return value ? say("present") : say("absent");
  const option = (code) => {
    const found = field?.options?.find((one) => one.code === code);
    return found ? Object.values(found.words)[0] : code;
  };
  if (Array.isArray(value)) {
    const rows = value.some((item) => typeof item === "object");
    return rows ? sayMany("{count} row", "{count} rows", value.length) : value.map(option).join("; ");
  }
  if (typeof value === "object") {
    if (value.iso) return value.iso === raw ? raw : `${raw} → ${value.iso}`;
    if (value.code || value.codes) return [value.codes ?? value.code].flat().map(option).join("; ");
    return raw;
  }
  const plain = String(value);
  return field?.options ? option(plain) : plain === raw || !raw ? plain : `${raw} → ${plain}`;
}

// Drawing

function drawn(store, board, panel, { tool, box, at }) {
  if (tool === "tick") {
    addTick(store, box ?? tickAt(at));
    return; // one more may follow
  }
  const [wide, high] = USUAL;
  const usual = [at[0] - wide / 2, at[1] - high / 2, at[0] + wide / 2, at[1] + high / 2];
  addField(store, shifted(box ?? usual, 0, 0, board.page));
  use("select", board);
  panel.focus();
}

function addField(store, zone) {
  const form = store.form;
  const key = store.freeKey(`field_${String(store.fields.length + 1).padStart(2, "0")}`);
  const box = rounded(zone);
  store.settle();
  store.change("Drawn", () => {
    form.fields.push({
      key,
      kind: "text",
      labels: { [form.languages[0]]: "New field" },
      page: store.page,
      label_zone: labelBeside(box),
      zone: box,
      writing: "dots",
      languages: spoken(form),
    });
  });
  store.choose(key);
  announce(say("A field was drawn. Type its printed words."));
}

function addTick(store, wanted) {
  const box = rounded(wanted);
  const language = store.form.languages[0];
  const option = (n) => ({ code: `answer_${n}`, words: { [language]: `Answer ${n}` }, box });
  const near = store.chosen?.options && store.chosen.page === store.page ? store.chosen : null;
  store.settle();
  if (near) {
    const n = freeCode(near);
    store.change("Tick box drawn", () => {
      near.options.push(option(n));
      place(near, `option:${near.options.length - 1}`, box);
    });
    store.choose(near.key, `option:${near.options.length - 1}`);
    return announce(say("A tick box was added."));
  }
  const zone = rounded([box[0] - 0.5, box[1] - 0.5, box[2] + 12, box[3] + 0.5]);
  const key = store.freeKey("question");
  store.change("Tick box drawn", (form) => {
    form.fields.push({
      key,
      kind: "choice",
      labels: { [language]: "New question" },
      page: store.page,
      label_zone: labelBeside(zone),
      zone,
      writing: "ticks",
      languages: spoken(form),
      options: [option(1)],
    });
  });
  store.choose(key, "option:0");
  return announce(say("A question with one tick box was drawn."));
}

function freeCode(field) {
  const taken = new Set(field.options.map(({ code }) => code));
  for (let n = field.options.length + 1; ; n += 1) if (!taken.has(`answer_${n}`)) return n;
}

function copy(store, board, key) {
  const field = store.fields.find((one) => one.key === key);
  if (!field) return;
  const twin = structuredClone(field);
  twin.key = store.freeKey(key);
  const tall = field.zone[3] - field.zone[1];
  const page = store.form.pages[field.page - 1];
  const by = field.zone[3] + tall + 1 < page.height ? tall + 1 : -(tall + 1);
  const down = (box) => rounded([box[0], box[1] + by, box[2], box[3] + by]);
  twin.label_zone = down(twin.label_zone);
  place(twin, "zone", down(field.zone));
  store.settle();
  store.change("One more like it", (form) => form.fields.push(twin));
  store.choose(twin.key);
  board.focus();
}

function remove(store, board, key) {
  const field = store.fields.find((one) => one.key === key);
  if (!field) return;
  const [kind, n] = store.part.split(":");
  store.settle();
  if (kind === "option" && field.options.length > 1) {
    store.change("Tick box taken away", () => field.options.splice(Number(n), 1));
    store.choose(key, "zone");
    announce(say("The tick box was taken away."));
  } else {
    store.change("Taken away", (form) => {
      form.fields = form.fields.filter((one) => one.key !== key);
    });
    store.choose(null);
    announce(say("The field was taken away. Ctrl+Z brings it back."));
  }
  board.focus();
}

function use(tool, board) {
  board.tool = tool;
  board.frame.dataset.tool = tool;
  for (const button of document.querySelectorAll("[data-tool][aria-pressed]")) {
    button.setAttribute("aria-pressed", String(button.dataset.tool === tool));
  }
}

// Hands

function wire(store, board, panel) {
  const dialog = document.getElementById("keys");
  for (const button of document.querySelectorAll("button[data-tool]")) {
    button.addEventListener("click", () => use(button.dataset.tool, board));
  }
  for (const button of document.querySelectorAll("[data-zoom]")) {
    button.addEventListener("click", () => zoom(board, button.dataset.zoom));
  }
  for (const name of panels) {
    const button = document.getElementById(`tab-${name}`);
    button.addEventListener("click", () => tab(name));
    button.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step) return;
      const next = panels[(panels.indexOf(name) + step + panels.length) % panels.length];
      tab(next);
      document.getElementById(`tab-${next}`).focus();
    });
  }
  document.getElementById("undo").addEventListener("click", () => store.undo());
  document.getElementById("redo").addEventListener("click", () => store.redo());
  document.getElementById("help").addEventListener("click", () => dialog.showModal());
  document.getElementById("save").addEventListener("click", () => save(store));
  addEventListener("beforeunload", (event) => {
    if (store.unkept) event.preventDefault();
  });
  board.paper.addEventListener("focusin", (event) => {
    const key = event.target.closest?.(".place")?.dataset.key;
    if (key && key !== store.key && event.target.matches(":focus-visible")) store.choose(key);
  });
  document.addEventListener("keydown", (event) => {
    if (dialog.open) return;
    const typing = event.target.matches("input, textarea, select");
    if (event.key === "Escape") return escape(store, board, typing);
    if ((event.ctrlKey || event.metaKey) && !typing) {
      const step = { z: event.shiftKey ? "redo" : "undo", y: "redo", Z: "redo" }[event.key];
      if (step) {
        event.preventDefault();
        store[step]();
      }
      return;
    }
    if (typing || event.ctrlKey || event.metaKey) return;
    if (act(event, store, board, panel)) event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "?" && !event.target.matches("input, textarea")) dialog.showModal();
  });
}

function escape(store, board, typing) {
  if (typing) document.activeElement.blur();
  if (board.tool !== "select") use("select", board);
  else if (!typing) store.choose(null);
  board.focus();
}

function zoom(board, sign) {
  board.zoom({ "+": 1.3, "-": 1 / 1.3, 0: 0 }[sign]);
}

/** A key on the page; tells whether it meant something. */
function act(event, store, board, panel) {
  const onPaper = board.paper.contains(event.target) || event.target === document.body || event.target === board.frame;
  const { key } = event;
  if (key in ARROWS && onPaper) return step(event, store);
  const low = key.toLowerCase();
  if (low === "n") return again("field", board, () => drawn(store, board, panel, { tool: "field", box: null, at: board.middle }));
  if (low === "t") return again("tick", board, () => addTick(store, besideLast(store, board)));
  if (low === "v") return use("select", board), true;
  if (low === "d" && store.chosen && onPaper) return copy(store, board, store.key), true;
  if (key === "+" || key === "=") return zoom(board, "+"), true;
  if (key === "-" || key === "0") return zoom(board, key), true;
  if (key === "PageDown" || key === "PageUp") return store.turn(store.page + (key === "PageDown" ? 1 : -1)), true;
  if (!store.chosen || !onPaper) return false;
  if (key === "Delete" || key === "Backspace") return remove(store, board, store.key), true;
  if (key === "Enter") return tab("fields"), panel.focus(), true;
  if (key === "[" || key === "]") return part(store, key === "]" ? 1 : -1);
  if (key === "Tab") return next(store, board, event.shiftKey ? -1 : 1);
  return false;
}

/** The first press takes the tool, the second puts one down: so no pointer is needed. */
function again(tool, board, put) {
  if (board.tool === tool) put();
  else use(tool, board);
  return true;
}

function besideLast(store, board) {
  const last = store.chosen?.options?.at(-1)?.box;
  if (!last) return tickAt(board.middle);
  const wide = last[2] - last[0];
  return shifted(last, wide + 18, 0, board.page);
}

function step(event, store) {
  const field = store.chosen;
  if (!field) return false;
  const shape = partOf(field, store.part) ?? partOf(field, "zone");
  const size = event.altKey ? 0.1 : 0.5;
  const [dx, dy] = ARROWS[event.key].map((v) => v * size);
  const page = store.form.pages[field.page - 1];
  const box = event.shiftKey ? stretched(shape.box, "se", dx, dy, page) : shifted(shape.box, dx, dy, page);
  store.change(event.shiftKey ? "Resized by keys" : "Moved by keys", () => place(field, shape.part, box));
  return true;
}

function part(store, by) {
  const all = parts(store.chosen);
  const now = all.findIndex((one) => one.part === store.part);
  const chosen = all[(now + by + all.length) % all.length];
  store.choose(store.key, chosen.part);
  announce(chosen.words);
  return true;
}

/** Tab goes from field to field of the page, in reading order, and then on. */
function next(store, board, by) {
  const row = (field) => Math.round(field.zone[1] / 4);
  const all = store.onPage().sort((a, b) => row(a) - row(b) || a.zone[0] - b.zone[0]);
  const chosen = all[all.findIndex((field) => field.key === store.key) + by];
  if (!chosen) return false;
  store.choose(chosen.key);
  board.focus();
  return true;
}

async function save(store) {
  const button = document.getElementById("save");
  button.disabled = true;
  try {
    await store.keep();
    const { id, version } = await (await send("POST", `${address}/save`)).json();
    store.saved = version;
    banner.textContent = "";
    announce(say("{form} is saved. Scans of it are read by it from now on.", { form: `${id} ${version}` }));
    store.tell("judged");
  } catch (trouble) {
    warn(trouble);
    button.disabled = false;
    announce(banner.textContent);
  }
}
