// Notes: words for whoever opens the record next. They are no part of what the record says.
import { announce, send } from "./api.js";
import { label } from "./cards.js";
import { say } from "./say.js";
import { wordsOf } from "./saving.js";
import { moment } from "./times.js";

const dialog = document.getElementById("note");
const list = document.getElementById("notes");
const text = document.getElementById("note-text");
const about = document.getElementById("note-about");
const trouble = document.getElementById("note-trouble");
const save = document.getElementById("note-save");
let present = null; // the sheaf that is written about
const begun = new WeakMap(); // sheaf -> a note that is not left yet: never taken along to another record

/** Open the notes of a record. */
export async function openNotes(sheaf) {
  if (present) begun.set(present, text.value);
  present = sheaf;
  text.value = begun.get(sheaf) ?? "";
  const card = sheaf.active;
  document.getElementById("note-about-row").hidden = !card;
  document.getElementById("note-field").textContent = card ? label(card) : "";
  about.checked = false;
  trouble.hidden = true;
  list.replaceChildren();
  dialog.showModal();
  text.focus();
  try {
    const response = await send("GET", `/api/v1/records/${sheaf.id}/notes`);
    list.replaceChildren(...(await response.json()).map(row));
  } catch (problem) {
    complain(problem);
  }
}

function row({ key, by, at, text: words }) {
  const item = document.createElement("li");
  const line = document.createElement("p");
  const head = document.createElement("p");
  const card = key && present.card(key);
  const when = moment(new Date(at));
  head.className = "small soft";
  head.textContent = [by.replace(/^person:/, ""), when, card ? label(card) : ""].filter(Boolean).join(" · ");
  line.textContent = words;
  item.append(head, line);
  return item;
}

async function leave() {
  if (!text.value.trim() || save.disabled) return;
  save.disabled = true; // a second press must not leave it twice
  const key = about.checked && present.active ? present.active.dataset.key : "";
  try {
    await send("POST", `/api/v1/records/${present.id}/notes`, { body: { text: text.value, key } });
    text.value = "";
    const count = present.root.querySelector("#note-count");
    count.textContent = ` (${Number(count.textContent.replaceAll(/[^0-9]/g, "")) + 1})`;
    dialog.close();
    announce(say("The note is kept."));
  } catch (problem) {
    complain(problem);
  } finally {
    save.disabled = false;
  }
}

function complain(problem) {
  trouble.textContent = wordsOf(problem);
  trouble.hidden = false;
}

save.addEventListener("click", leave);
document.getElementById("note-close").addEventListener("click", () => dialog.close());
dialog.addEventListener("keydown", (event) => {
  if (event.isComposing || !(event.ctrlKey && event.key === "Enter")) return;
  event.preventDefault();
  leave();
});
