// The page of all forms: a blank goes in, and its draft opens; drafts can be discarded.
import { announce, send, Trouble } from "./api.js";
import { say } from "/static/say.js";

const form = document.getElementById("begin");
const drop = document.getElementById("drop");
const input = document.getElementById("blank");
const name = document.getElementById("form-id");
const go = document.getElementById("go");
let blank = null;
let named = false;

document.getElementById("choose").addEventListener("click", () => input.click());
input.addEventListener("change", () => choose(input.files[0]));
for (const kind of ["dragover", "dragleave", "drop"]) {
  drop.addEventListener(kind, (event) => {
    event.preventDefault();
    drop.classList.toggle("over", kind === "dragover");
    if (kind === "drop") choose(event.dataTransfer.files[0]);
  });
}
// A file that misses the field must not replace the page.
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => event.preventDefault());
name.addEventListener("input", () => {
  named = name.value !== "";
  ready();
});

function choose(file) {
  if (!file) return;
  blank = file;
  document.getElementById("chosen").textContent = file.name;
  if (!named) name.value = keyOf(file.name.replace(/\.[^.]*$/, ""));
  ready();
}

function keyOf(words) {
  const plain = words.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^_+|_+$/g, "");
  return (/^[a-z]/.test(plain) ? plain : `form_${plain}`).replace(/_$/, "").slice(0, 60);
}

function ready() {
  go.disabled = !(blank && name.value && name.validity.valid);
}

function refuse(words) {
  const place = document.getElementById("begin-error");
  place.textContent = words;
  place.hidden = !words;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  refuse("");
  const limit = Number(form.dataset.limitBytes);
  if (blank.size > limit) {
    refuse(say("The file is larger than {size} MB, the limit.", { size: Math.floor(limit / 1024 ** 2) }));
    return;
  }
  const body = new FormData();
  body.append("blank", blank);
  body.append("name", name.value);
  const ticked = [...form.querySelectorAll("[name=languages]:checked")];
  body.append("languages", ticked.map((box) => box.value).join("+"));
  go.disabled = true;
  go.textContent = say("Sending…");
  try {
    const response = await send("POST", "/forms/drafts", { body });
    location.assign(`/forms/draft/${(await response.json()).id}`);
  } catch (trouble) {
    refuse(trouble instanceof Trouble ? trouble.words : say("It could not be sent. Try again."));
    go.textContent = say("Look at it");
    ready();
  }
});

for (const button of document.querySelectorAll("[data-discard]")) {
  button.addEventListener("click", async () => {
    if (!button.dataset.asked) {
      button.dataset.asked = "yes";
      button.textContent = say("Discard for good?");
      return;
    }
    await send("DELETE", `/forms/drafts/${button.dataset.discard}`);
    button.closest("tr").remove();
    announce(say("Discarded."));
  });
}
