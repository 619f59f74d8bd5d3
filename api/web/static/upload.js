// Files and folders go in, a few at a time; every file gets its answer in words.
import { announce, send, Trouble } from "./api.js";

const TOGETHER_FILES = 10;
const TOGETHER_BYTES = 20 * 1024 ** 2;
const AT_ONCE = 2;
const TRIES = 4;
const LITTER = /^(\..*|thumbs\.db|desktop\.ini)$/i;

const drop = document.getElementById("drop");
const answers = document.getElementById("answers");
const tally = { accepted: 0, duplicate: 0, rejected: 0, failed: 0 };
const waiting = [];
let batch = drop.dataset.batch ?? "";
let made = null;
let running = 0;
let all = 0;
let done = 0;

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
  if (running || waiting.length) event.preventDefault();
});

function wire(button, input) {
  const field = document.getElementById(input);
  document.getElementById(button).addEventListener("click", () => field.click());
  field.addEventListener("change", () => {
    add([...field.files]);
    field.value = "";
  });
}

/** Every file of a drop, folders opened. */
async function dropped(transfer) {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.length) return [...transfer.files];
  const files = [];
  while (entries.length) {
    const entry = entries.shift();
    if (entry.isFile) {
      files.push(await new Promise((good, bad) => entry.file(good, bad)));
    } else {
      entries.push(...(await inside(entry.createReader())));
    }
  }
  return files;
}

async function inside(reader) {
  const found = [];
  for (;;) {
    // A reader gives at most a hundred entries a time.
    const some = await new Promise((good, bad) => reader.readEntries(good, bad));
    if (!some.length) return found;
    found.push(...some);
  }
}

function add(files) {
  const wanted = files.filter((file) => !LITTER.test(file.name));
  if (!wanted.length) return announce("There is no file to upload in that.");
  wanted.sort((a, b) => path(a).localeCompare(path(b), "en", { numeric: true }));
  document.getElementById("upload").hidden = false;
  for (const file of wanted) {
    waiting.push({ file, row: line(file) });
  }
  all += wanted.length;
  tell();
  while (running < AT_ONCE && waiting.length) work();
}

function path(file) {
  return file.webkitRelativePath || file.name;
}

function line(file) {
  const row = answers.insertRow();
  row.insertCell().textContent = path(file);
  row.insertCell().className = "tight";
  row.insertCell().className = "small";
  say(row, "waits", "", "");
  return row;
}

function say(row, word, tone, words, link = "") {
  const mark = document.createElement("span");
  mark.className = `word ${tone}`;
  mark.textContent = word;
  row.cells[1].replaceChildren(mark);
  row.cells[2].textContent = words;
  if (link) {
    const anchor = document.createElement("a");
    anchor.href = link;
    anchor.textContent = "See it";
    row.cells[2].append(" ", anchor);
  }
}

async function work() {
  running += 1;
  try {
    while (waiting.length) await deliver(next());
  } finally {
    running -= 1;
    tell();
  }
}

/** As many of the waiting files as go well in one request. */
function next() {
  const group = [waiting.shift()];
  let bytes = group[0].file.size;
  while (waiting.length && group.length < TOGETHER_FILES) {
    bytes += waiting[0].file.size;
    if (bytes > TOGETHER_BYTES) break;
    group.push(waiting.shift());
  }
  return group;
}

async function deliver(group) {
  const limit = Number(drop.dataset.limitBytes);
  const fit = [];
  for (const item of group) {
    if (item.file.size > limit) {
      refuse(item, `The file is larger than ${Math.floor(limit / 1024 ** 2)} MB, the limit.`);
    } else {
      say(item.row, "is sent", "busy", "");
      fit.push(item);
    }
  }
  if (!fit.length) return;
  try {
    await home();
    const form = new FormData();
    for (const { file } of fit) form.append("files", file, file.name);
    const { response, tries } = await patiently(() =>
      send("POST", `/api/v1/batches/${batch}/documents`, { body: form }),
    );
    const { files } = await response.json();
    fit.forEach((item, index) => answer(item, files[index], tries > 1));
  } catch (trouble) {
    for (const item of fit) fail(item, trouble);
  }
}

/** The batch, made with the first file. */
async function home() {
  if (batch) return;
  made ??= send("POST", "/api/v1/batches", {
    body: { name: document.getElementById("batch-name").value.trim() || "Batch" },
  })
    .then((response) => response.json())
    .then(({ id }) => {
      batch = id;
      history.replaceState(null, "", `/batches/${id}`);
    });
  try {
    await made;
  } catch (trouble) {
    made = null;
    throw trouble;
  }
}

/** Try again while it can help: an upload that was not acknowledged may be sent twice. */
async function patiently(act) {
  for (let tries = 1; ; tries += 1) {
    try {
      return { response: await act(), tries };
    } catch (trouble) {
      const passing = trouble instanceof Trouble && [0, 429, 502, 503, 504].includes(trouble.status);
      if (!passing || tries === TRIES) throw trouble;
      await new Promise((good) => setTimeout(good, 1000 * 2 ** (tries - 1)));
    }
  }
}

function answer(item, { name, outcome, document_id: id, first_name: first, detail, remedy }, again) {
  // A second try meets what the first one left although its answer never came.
  if (again && outcome === "duplicate" && first === name) outcome = "accepted";
  done += 1;
  tally[outcome] += 1;
  if (outcome === "accepted") {
    say(item.row, "accepted", "good", "Kept, and will be read.");
  } else if (outcome === "duplicate") {
    say(item.row, "duplicate", "warn", duplicate(first, name), `/documents/${id}`);
  } else {
    say(item.row, "rejected", "bad", [detail, remedy].filter(Boolean).join(" "));
  }
  tell();
}

function duplicate(first, name) {
  const same = !first || first === name;
  return same
    ? "The same file came in before; it is not read twice."
    : `The same file came in before as “${first}”; it is not read twice.`;
}

function refuse(item, words) {
  done += 1;
  tally.rejected += 1;
  say(item.row, "rejected", "bad", `${words} Split it, or scan at 300 dpi.`);
  tell();
}

function fail(item, trouble) {
  done += 1;
  tally.failed += 1;
  const words = trouble instanceof Trouble ? trouble.words : "The upload broke off.";
  say(item.row, "not sent", "bad", words);
  const again = document.createElement("button");
  again.type = "button";
  again.className = "quiet";
  again.textContent = "Try again";
  again.addEventListener("click", () => {
    done -= 1;
    tally.failed -= 1;
    say(item.row, "waits", "", "");
    waiting.push(item);
    if (running < AT_ONCE) work();
    tell();
  });
  item.row.cells[2].append(" ", again);
  tell();
}

function tell() {
  const progress = document.getElementById("upload-progress");
  progress.max = all || 1;
  progress.value = done;
  const busy = running > 0 || waiting.length > 0;
  document.getElementById("upload-title").textContent = busy ? "Uploading" : "Uploaded";
  document.getElementById("upload-state").textContent = `${done} of ${all} files answered`;
  const words = {
    accepted: "accepted",
    duplicate: "came in before",
    rejected: "rejected",
    failed: "not sent",
  };
  const counts = Object.entries(words).filter(([key]) => tally[key]);
  document.getElementById("upload-counts").replaceChildren(
    ...counts.map(([key, word]) => {
      const item = document.createElement("li");
      const count = document.createElement("strong");
      count.textContent = tally[key];
      item.append(count, ` ${word}`);
      return item;
    }),
  );
  if (busy || !all) return;
  announce(`All files answered: ${counts.map(([key, word]) => `${tally[key]} ${word}`).join(", ")}.`);
  document.dispatchEvent(new CustomEvent("uploaded"));
  if (batch && !drop.dataset.batch) {
    const link = document.createElement("a");
    link.className = "button main";
    link.href = `/batches/${batch}`;
    link.textContent = "Follow the batch";
    document.getElementById("upload-more").replaceChildren(link);
  }
}
