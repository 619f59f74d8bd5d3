// Writing a file off: why nobody waits for it any longer.
import { announce, send, Trouble } from "./api.js";
import { say } from "./say.js";

const dialog = document.getElementById("settle");
const reason = document.getElementById("settle-reason");
const why = document.getElementById("settle-why");
const wrong = document.getElementById("settle-wrong");

/**
 * Ask for the reason and write off one file, or with `batch` all that are missing from it.
 * @param {{id?: string, batch?: string, name: string}} what
 * @returns {Promise<boolean>} whether it was done
 */
export function settle({ id, batch, name }) {
  document.getElementById("settle-name").textContent = name;
  reason.value = why.value = wrong.textContent = "";
  wrong.hidden = true;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((good) => {
    const form = dialog.querySelector("form");
    form.onsubmit = async (event) => {
      if (event.submitter?.value === "cancel") return;
      event.preventDefault();
      const place = id ? `/api/v1/files/${id}/write-off` : `/api/v1/batches/${batch}/write-off`;
      try {
        await send("POST", place, { body: { reason: reason.value, why: why.value } });
      } catch (error) {
        if (!(error instanceof Trouble)) throw error;
        wrong.textContent = error.words;
        wrong.hidden = false;
        return;
      }
      dialog.close("done");
    };
    dialog.onclose = () => {
      const done = dialog.returnValue === "done";
      if (done) announce(say("Written off."));
      good(done);
    };
  });
}
