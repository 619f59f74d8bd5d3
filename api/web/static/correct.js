// Correcting a field of a finished record in a dialog. Every correction makes a new version; the page is
// loaded anew, so that what it shows is what was kept.
import { announce, fragment, send } from "./api.js";
import { blank, changed, entered, options, remember, showOther, stops } from "./entry.js";
import { say } from "./say.js";

const MEANING_AFTER = 120; // ms without a key
const SAVED = "lontar-saved"; // the key of a field, never what stands in it

const record = document.getElementById("record").dataset.id;
const dialog = document.getElementById("correcting");
let asking = null;
let asked = 0;

for (const button of document.querySelectorAll("[data-correct]")) {
  button.addEventListener("click", (event) => {
    event.stopPropagation();
    open(button.dataset.correct);
  });
}
dialog.addEventListener("click", (event) => {
  const act = event.target.closest?.("[data-act]")?.dataset.act;
  if (act === "cancel") dialog.close();
  else if (act && act !== "correct") save(act);
});
dialog.addEventListener("submit", (event) => {
  event.preventDefault();
  save("correct");
});
dialog.addEventListener("input", () => {
  showOther(form());
  mean();
});
dialog.addEventListener("keydown", tickByDigit);
tellSaved();

function form() {
  return dialog.querySelector("form");
}

async function open(key) {
  try {
    const card = await fragment(`/records/${record}/fields/${encodeURIComponent(key)}/correct`);
    card.querySelector("img.crop")?.addEventListener("error", (event) => event.target.remove());
    dialog.replaceChildren(card);
    remember(card);
    dialog.showModal();
    const first = stops(card)[0];
    first?.focus();
    if (first?.type === "text") first.select();
  } catch (trouble) {
    announce(trouble.words);
    dialog.replaceChildren(closing(trouble.words));
    dialog.showModal();
  }
}

/** Words and a way out, where there is nothing to correct. */
function closing(words) {
  const box = document.createElement("form");
  box.method = "dialog";
  const line = document.createElement("p");
  line.id = "correct-title";
  line.textContent = words;
  const button = document.createElement("button");
  button.textContent = say("Close");
  box.append(line, button);
  return box;
}

async function save(action) {
  const card = form();
  if (action === "correct" && !changed(card)) return dialog.close();
  if (action === "correct" && blank(card)) {
    return complain(say("Nothing stands here. Say whether nothing is written, or it is unreadable."));
  }
  clearTimeout(asking);
  asked += 1; // a meaning that comes late must not hide what saving says
  const { key, version } = card.dataset;
  const change = action === "correct" ? { key, action, ...entered(card) } : { key, action };
  busy(card, true);
  try {
    await send("POST", `/api/v1/records/${record}/revisions`, {
      body: { changes: [change] },
      headers: {
        "If-Match": `"${version}"`,
        "Idempotency-Key": crypto.randomUUID(),
        Prefer: "return=minimal",
      },
    });
    sessionStorage.setItem(SAVED, key);
    location.reload();
  } catch (trouble) {
    busy(card, false);
    complain(trouble.words);
  }
}

function busy(card, is) {
  for (const button of card.querySelectorAll("button")) button.disabled = is;
}

function complain(words) {
  const line = form().querySelector(".error");
  line.textContent = words;
  line.hidden = !words;
}

/** What a text would be taken to mean, while it is typed. */
function mean() {
  const card = form();
  complain("");
  if (!card.dataset.meant) return;
  clearTimeout(asking);
  const line = card.querySelector(".understood");
  line.dataset.before ??= line.textContent;
  line.textContent = changed(card) ? "" : line.dataset.before;
  const { text } = entered(card);
  const turn = (asked += 1);
  if (!changed(card) || !text) return;
  asking = setTimeout(async () => {
    try {
      const body = { key: card.dataset.key, action: "correct", text };
      const response = await send("POST", `/review/${record}/meaning`, { body });
      const { understood, problems } = await response.json();
      if (turn !== asked) return; // typed on meanwhile
      line.textContent = understood;
      complain(problems.join(" "));
    } catch {
      // Saving will tell what is wrong.
    }
  }, MEANING_AFTER);
}

/** A digit ticks its option, as in the review. */
function tickByDigit(event) {
  if (event.target.matches("input[type=text], textarea") || event.altKey || event.ctrlKey) return;
  const option = options(form()).find((one) => one.dataset.digit === event.key);
  if (!option) return;
  option.click();
  option.focus();
}

function tellSaved() {
  const key = sessionStorage.getItem(SAVED);
  if (!key) return;
  sessionStorage.removeItem(SAVED);
  document.getElementById(`field-${key}`)?.focus();
  announce(say("Saved as a new version."));
}
