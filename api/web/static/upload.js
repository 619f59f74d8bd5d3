// The upload desk on a page: drop, watch, help where a file needs it.
import { announce, send } from "./api.js";
import { number, say, sayMany } from "./say.js";
import { settle } from "./settle.js";
import { Desk, ENDS } from "./upload_desk.js";
import { chosen, dropped, handfuls } from "./upload_gather.js";
import { answered, counts, List, often, told } from "./upload_list.js";
import { Pace, size } from "./upload_pace.js";

const drop = document.getElementById("drop");
const desk = new Desk({ batch: drop.dataset.batch ?? "", begin });
const pace = new Pace();
const list = new List({
  desk,
  body: document.getElementById("answers"),
  tabs: document.getElementById("upload-tabs"),
  pager: document.getElementById("upload-pager"),
  act,
});
let due = false;
let wasBusy = false;
let followed = false;

wire("choose-files", "files");
wire("choose-folder", "folder");
drop.addEventListener("dragover", (event) => {
  event.preventDefault();
  drop.classList.add("over");
});
drop.addEventListener("dragleave", (event) => {
  if (!drop.contains(event.relatedTarget)) drop.classList.remove("over");
});
drop.addEventListener("drop", async (event) => {
  event.preventDefault();
  drop.classList.remove("over");
  add(await dropped(event.dataTransfer));
});
// A file that misses the field must not replace the page.
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => event.preventDefault());
addEventListener("beforeunload", (event) => {
  if (desk.busy) event.preventDefault();
});
desk.addEventListener("change", () => {
  // Noted at once: a small file on a fast line is answered before the page next looks.
  wasBusy ||= desk.busy;
  if (due) return;
  due = true;
  setTimeout(() => {
    due = false;
    tell();
  }, often(desk.items));
});

function wire(button, input) {
  const field = document.getElementById(input);
  document.getElementById(button).addEventListener("click", () => field.click());
  field.addEventListener("change", () => {
    add(chosen(field));
    field.value = "";
  });
}

async function add({ found, passed, closed }) {
  const left = document.getElementById("upload-closed");
  left.hidden = !closed.length;
  left.textContent = sayMany(
    "{count} file or folder cannot be opened on this computer and is left out: {names}.",
    "{count} files or folders cannot be opened on this computer and are left out: {names}.",
    closed.length,
    { names: closed.slice(0, 5).join(", ") },
  );
  const note = document.getElementById("upload-passed");
  note.hidden = !passed.length;
  note.textContent = sayMany(
    "{count} file is passed over, which no person made: {names}.",
    "{count} files are passed over, which no person made: {names}.",
    passed.length,
    { names: [...new Set(passed)].slice(0, 5).join(", ") },
  );
  if (!found.length) {
    const nothing = say("There is no file to upload in that.");
    left.textContent = [closed.length && left.textContent, nothing].filter(Boolean).join(" ");
    left.hidden = false;
    return;
  }
  document.getElementById("upload").hidden = false;
  desk.gathering += 1;
  for await (const some of handfuls(found)) desk.add(some);
  desk.gathering -= 1;
  desk.dispatchEvent(new Event("change"));
}

let beginning = null;

async function begin() {
  // Asked again after a lost answer it is the same batch: the same words under the same key.
  beginning ??= {
    body: {
      name: document.getElementById("batch-name").value.trim() || say("Batch"),
      pages_per_case: Number(document.getElementById("pages-per-case")?.value) || 0,
    },
    headers: { "Idempotency-Key": [...crypto.getRandomValues(new Uint32Array(4))].join("-") },
  };
  try {
    const { id } = await (await send("POST", "/api/v1/batches", beginning)).json();
    // From now on this is the batch's page: who loads it again is shown what is missing.
    history.replaceState(null, "", `/batches/${id}`);
    for (const field of document.querySelectorAll("#batch-name, #pages-per-case")) field.disabled = true;
    return id;
  } catch (error) {
    if (error.status === 422) beginning = null; // other words may do
    throw error;
  }
}

function act(name, item) {
  if (name === "again") desk.again(item);
  else if (name === "replace") replace(item);
  else settle({ id: item.id, name: item.file.name }).then((done) => {
    if (!done) return;
    item.state = "settled";
    item.words = say("Written off.");
    desk.dispatchEvent(new Event("change"));
  });
}

document.addEventListener("replace", ({ detail }) => {
  replace({ ...detail, folder: "", state: "rejected", words: "", file: { name: detail.name } });
});

/** Send another file in place of one that cannot be used. */
function replace(item) {
  const field = document.getElementById("replacement");
  field.onchange = () => {
    const [file] = field.files;
    field.value = "";
    if (!file) return;
    document.getElementById("upload").hidden = false;
    desk.add([{ file, folder: item.folder }], item);
    document.getElementById("upload").scrollIntoView({ block: "nearest" });
  };
  field.click();
}

function tell() {
  const found = counts(desk.items);
  const all = desk.items.length;
  const done = ENDS.reduce((sum, state) => sum + (found[state] ?? 0), 0);
  const { busy } = desk;
  if (busy && !followed && desk.items.some((item) => item.id)) {
    followed = true;
    document.dispatchEvent(new CustomEvent("uploading"));
  }
  // What was compared and need not be sent is behind us too.
  let [bytes, gone] = [0, 0];
  for (const item of desk.items) {
    const part = ENDS.includes(item.state) ? item.file.size : item.sent;
    gone += part;
    bytes += item.file.size - part;
  }
  const trouble = document.getElementById("upload-trouble");
  trouble.hidden = !desk.trouble.trim();
  if (trouble.textContent !== desk.trouble) trouble.textContent = desk.trouble;
  if (desk.trouble || !busy) pace.clear();
  else pace.note(done, gone);
  const progress = document.getElementById("upload-progress");
  progress.max = all || 1;
  progress.value = done;
  document.getElementById("upload-title").textContent = busy ? say("Uploading") : say("Uploaded");
  document.getElementById("upload-state").textContent = answered(done, all);
  const left = bytes && busy ? say("{size} left", { size: size(bytes) }) : "";
  document.getElementById("upload-pace").textContent = [left, pace.words(all - done, bytes)]
    .map((words) => words && ` · ${words}`)
    .join("");
  const words = told(found);
  document.getElementById("upload-counts").replaceChildren(
    ...words.map(([count, word]) => {
      const item = document.createElement("li");
      const strong = document.createElement("strong");
      strong.textContent = number(count);
      item.append(strong, ` ${word}`);
      return item;
    }),
  );
  document.getElementById("upload-stay").hidden = !busy;
  if (!wasBusy || busy) return;
  wasBusy = followed = false;
  finished(words);
}

function finished(words) {
  const what = words.map(([count, word]) => `${number(count)} ${word}`).join(", ");
  announce(say("All files answered: {what}.", { what }));
  document.dispatchEvent(new CustomEvent("uploaded"));
  if (desk.batch && !drop.dataset.batch) {
    const link = document.createElement("a");
    link.className = "button main";
    link.href = `/batches/${desk.batch}`;
    link.textContent = say("Follow the batch");
    document.getElementById("upload-more").replaceChildren(link);
  }
}
list.draw();
