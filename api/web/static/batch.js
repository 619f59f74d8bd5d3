// The progress of a batch as it happens, and what can be done about files that failed.
import { announce, fragment, send, Trouble } from "./api.js";
import { say, sayMany } from "./say.js";
import { settle } from "./settle.js";

const place = document.getElementById("progress");
const files = document.getElementById("file-table");
const { batch: id, show, after } = place.dataset;
const WATCHING = { "Lontar-Watching": "1" };
let last = "";
let fresh = Promise.resolve();
let due = false;

/** Load both parts anew, one round at a time, at most one waiting. */
function refresh() {
  if (due) return fresh;
  due = true;
  fresh = fresh.then(async () => {
    due = false;
    try {
      const query = new URLSearchParams({ show, after });
      const [progress, list] = await Promise.all([
        fragment(`/batches/${id}/progress`, WATCHING),
        fragment(`/batches/${id}/files?${query}`, WATCHING),
      ]);
      keepingFocus(() => {
        place.replaceChildren(progress);
        files.replaceChildren(list);
      });
    } catch {
      // The next event tries again.
    }
    await new Promise((good) => setTimeout(good, 1000));
  });
  return fresh;
}

/** Who stands on a button of the list stands on it afterwards. */
function keepingFocus(change) {
  const held = document.activeElement;
  const [row, act] = [held?.closest("[data-file]")?.dataset.file, held?.dataset?.act];
  change();
  if (row && act) files.querySelector(`[data-file="${row}"] [data-act="${act}"]`)?.focus();
}

files.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-act]");
  if (!button) return;
  const row = button.closest("[data-file]");
  const file = { id: row.dataset.file, name: row.querySelector(".named").innerText.trim() };
  if (button.dataset.act === "replace") {
    document.dispatchEvent(new CustomEvent("replace", { detail: file }));
  } else if (button.dataset.act === "write-off") {
    if (await settle(file)) refresh();
  } else {
    await change(button, `/api/v1/files/${file.id}/${button.dataset.act}`);
  }
});

place.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-all]");
  if (button?.dataset.all === "write-off") {
    const name = say("All files of this batch that are not here yet");
    if (await settle({ batch: id, name })) refresh();
  } else if (button) {
    await change(button, `/api/v1/batches/${id}/retry`);
  }
});

async function change(button, address) {
  button.disabled = true;
  try {
    const told = await (await send("POST", address)).json();
    if ("files" in told) {
      const many = sayMany("{count} file is read again.", "{count} files are read again.", told.files);
      announce(many);
    }
    follow();
    await refresh();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    button.disabled = false;
    announce(error.words);
    const words = document.createElement("span");
    words.className = "bad-words small";
    words.textContent = ` ${error.words}`;
    button.after(words);
  }
}

let stream = null;
let again = 0;

function later() {
  clearTimeout(again);
  again = setTimeout(follow, 10_000);
}

function follow() {
  clearTimeout(again);
  stream?.close();
  stream = new EventSource(`/api/v1/batches/${id}/events`);
  let asked = 0;
  stream.addEventListener("counts", (event) => {
    // The first event tells what the page already shows.
    if (asked++ || event.data !== last) refresh();
    last = event.data;
  });
  stream.addEventListener("end", (event) => {
    stream.close();
    // What is still on its way may come from somebody else: it is looked at again.
    if (JSON.parse(event.data).files.announced) later();
    else if (asked > 1) announce(say("Every file of this batch has been read."));
  });
  // Browsers ask again by themselves, except after an answer that was none, as of a proxy.
  stream.addEventListener("error", () => {
    if (stream.readyState === EventSource.CLOSED) later();
  });
}

follow();
document.addEventListener("uploading", follow); // into a batch that had come to its end
document.addEventListener("uploaded", () => {
  refresh();
  follow();
});
// From here on every button of the page does something.
place.dataset.live = "";
