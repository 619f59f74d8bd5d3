// The progress of a batch as it happens.
import { announce, fragment } from "./api.js";

const place = document.getElementById("progress");
const files = document.getElementById("file-table");
const id = place.dataset.batch;
let last = "";
let fresh = Promise.resolve();
let due = false;

/** Load both parts anew, one round at a time, at most one waiting. */
function refresh() {
  if (due) return;
  due = true;
  fresh = fresh.then(async () => {
    due = false;
    try {
      place.replaceChildren(await fragment(`/batches/${id}/progress`));
      files.replaceChildren(await fragment(`/batches/${id}/files`));
    } catch {
      // The next event tries again.
    }
    await new Promise((good) => setTimeout(good, 1000));
  });
}

let stream = null;

function follow() {
  stream?.close();
  stream = new EventSource(`/api/v1/batches/${id}/events`);
  let asked = 0;
  stream.addEventListener("counts", (event) => {
    // The first event tells what the page already shows.
    if (asked++ || event.data !== last) refresh();
    last = event.data;
  });
  stream.addEventListener("end", () => {
    stream.close();
    if (asked > 1) announce("Every file of this batch has been read.");
  });
}

follow();
document.addEventListener("uploaded", () => {
  refresh();
  follow();
});
