// Single fields: many of a kind in a row, or on a sheet. Everything goes by keys.
import { announce, fragment, send, Trouble } from "./api.js";
import { ahead, holding, keepHolding, letGo, nextHand, pictured } from "./crop_hands.js";
import { installCropKeys } from "./crop_keys.js";
import { beginSheet, workSheet } from "./crop_sheet.js";
import { blank, changed, entered, putBack, remember, showOther, stops, take, tick } from "./entry.js";
import { say, sayMany } from "./say.js";

const MOST = { row: 12, sheet: 36 };
const KEPT_SHOWN = 8; // answered cards that stay in sight, to be taken back

const desk = document.getElementById("desk");
const banner = document.getElementById("banner");
const undoButton = document.getElementById("undo");
const nothing = document.getElementById("nothing");
const passDialog = document.getElementById("pass");
const pageDialog = document.getElementById("page");
const keysDialog = document.getElementById("keys");
const most = MOST[desk.dataset.how];
const done = []; // keys of answers that can be taken back, the newest last
let count = 0;
let active = null;
let saving = Promise.resolve();
let bringing = false;

// Cards

function waiting() {
  return [...desk.querySelectorAll(".field.alone:not(.saving, .kept)")];
}

function prepare(card) {
  remember(card);
  return card;
}

function activate(card) {
  if (active === card) return;
  active?.classList.remove("active");
  active = card;
  card?.classList.add("active");
}

function focus(card) {
  activate(card);
  const [place] = stops(card);
  place?.focus({ preventScroll: true });
  if (place?.matches("[type=text], textarea")) place.select();
  card.scrollIntoView({ block: "nearest" });
}

/** Go on to the next field after `card`, else to the first that waits, else to the next hand. */
function goOn(card) {
  const left = waiting();
  const later = left.find((one) => card && card.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING);
  const next = later ?? left[0];
  if (left.length + desk.querySelectorAll(".odd").length <= most / 2) ahead(most);
  if (next) focus(next);
  else if (!desk.querySelector(".group:not(.saving)")) saving = saving.then(bring);
}

async function bring() {
  if (bringing || waiting().length || desk.querySelector(".group")) return;
  bringing = true;
  desk.setAttribute("aria-busy", "true");
  try {
    const hand = await nextHand(most);
    nothing.hidden = Boolean(hand);
    if (hand) {
      desk.append(hand);
      hand.querySelectorAll(".field.alone").forEach(prepare);
      tidy();
    }
    progress();
    if (!hand) nothing.focus();
    else if (!beginSheet(desk) && waiting()[0]) focus(waiting()[0]);
  } catch (trouble) {
    warn(trouble);
  } finally {
    bringing = false;
    desk.removeAttribute("aria-busy");
  }
}

/** Answered cards go out of sight after a while; empty hands go at once. */
function tidy() {
  const kept = [...desk.querySelectorAll(".field.kept")];
  for (const card of kept.slice(0, -KEPT_SHOWN)) card.remove();
  for (const hand of desk.querySelectorAll(".hand")) if (!hand.childElementCount) hand.remove();
}

// Answers, one after the other

function keep(card) {
  const differs = changed(card);
  if (blank(card) && (differs || !card.dataset.known)) {
    hint(card, say("Say what stands there: type it, or Alt+E nothing written, Alt+I cannot be read."));
    return;
  }
  if (!pictured(card)) {
    hint(card, say("The picture has not come yet: wait, or press Alt+R."));
    return;
  }
  const sure = Boolean(card.dataset.asked);
  const action = differs || !card.dataset.known ? "correct" : "confirm";
  settle(card, { action, sure, ...(action === "correct" ? entered(card) : {}) });
}

function mark(card, action) {
  settle(card, { action });
}

function settle(card, answer) {
  if (card.classList.contains("saving") || card.classList.contains("kept")) return;
  card.classList.add("saving");
  hint(card, "");
  const going = saving.then(() => deliver(card, answer));
  saving = going;
  goOn(card);
}

async function deliver(card, answer) {
  const { key } = card.dataset;
  try {
    const response = await send("POST", `/crops/${key}/answer`, { body: answer });
    const { kept, doubts } = await response.json();
    card.classList.remove("saving");
    if (kept) {
      fold(card, answer);
      announce(say("Kept."));
    } else {
      card.dataset.asked = "yes";
      hint(card, `${doubts.join(" ")} ${say("Enter again keeps it as it is typed.")}`);
      if (!waiting().includes(active)) focus(card);
    }
  } catch (trouble) {
    card.classList.remove("saving");
    refuse(card, trouble);
  }
  progress();
}

/** An answered card becomes a quiet line. */
function fold(card, answer) {
  letGo(card.dataset.key);
  done.push(card.dataset.key);
  count += 1;
  card.classList.add("kept");
  const words = {
    illegible: say("cannot be read"),
    empty: say("nothing written"),
    not_applicable: say("does not apply"),
  }[answer.action];
  const line = card.querySelector(".kept-as");
  line.textContent = words ?? shown(card);
  line.hidden = false;
  if (active === card) goOn(card);
}

function shown(card) {
  const ticked = [...card.querySelectorAll(".options :checked")];
  if (ticked.length) return ticked.map((one) => one.closest("label").querySelector("span > span").textContent).join("; ");
  return card.querySelector(".control input, .control textarea")?.value ?? "";
}

function refuse(card, trouble) {
  if ([404, 409].includes(trouble.status)) {
    letGo(card.dataset.key);
    card.remove();
    warn(trouble);
    goOn(null);
  } else {
    hint(card, trouble.words ?? say("It could not be saved. Try again."));
    focus(card);
  }
}

function undo() {
  saving = saving.then(async () => {
    const key = done.pop();
    if (!key) return announce(say("There is nothing to take back."));
    try {
      await send("POST", `/crops/${key}/undo`);
      const card = prepare(await fragment(`/crops/${key}/card`));
      holding(key);
      count -= 1;
      const old = document.getElementById(`field-${key}`);
      if (old) old.replaceWith(card);
      else desk.append(card);
      nothing.hidden = true;
      focus(card);
      announce(say("Taken back."));
    } catch (trouble) {
      warn(trouble);
    }
    progress();
  });
}

// What cannot be told from the place alone

function ask() {
  if (active && !active.classList.contains("kept")) passDialog.showModal();
}

async function pass(reason) {
  const card = active;
  passDialog.close();
  try {
    await send("POST", `/crops/${card.dataset.key}/pass`, { body: { reason } });
    letGo(card.dataset.key);
    goOn(card);
    card.remove();
    announce(say("A reviewer will read it on its page."));
    if (!waiting().length) goOn(null);
  } catch (trouble) {
    refuse(card, trouble);
  }
}

async function openPage(reason) {
  passDialog.close();
  try {
    await send("POST", `/crops/${active.dataset.key}/page`, { body: { reason } });
    document.getElementById("page-picture").src = `/crops/${active.dataset.key}/page`;
    pageDialog.showModal();
  } catch (trouble) {
    warn(trouble);
  }
}

// Words

function warn(trouble) {
  banner.textContent = trouble instanceof Trouble ? trouble.words : trouble.message;
  banner.hidden = false;
  if (trouble.status === 0 || trouble.status === 401) return;
  setTimeout(() => (banner.hidden = true), 12_000);
}

function hint(card, words) {
  const place = card.querySelector(".error");
  place.textContent = words;
  place.hidden = !words;
  if (words) announce(words);
}

function progress() {
  const left = waiting().length + desk.querySelectorAll(".odd").length;
  const behind = sayMany("{count} done", "{count} done", count);
  const ahead = sayMany("{count} in your hand", "{count} in your hand", left);
  document.getElementById("count").textContent = `${behind} · ${ahead}`;
  undoButton.setAttribute("aria-disabled", String(!done.length));
}

// Hands

desk.addEventListener("focusin", ({ target }) => activate(target.closest(".field.alone")));
desk.addEventListener("input", ({ target }) => {
  const card = target.closest(".field.alone");
  if (!card) return;
  showOther(card);
  delete card.dataset.asked;
  card.classList.toggle("changed", changed(card));
  hint(card, "");
});
desk.addEventListener("click", (event) => {
  const card = event.target.closest(".field.alone");
  if (!card) return;
  const { act, text } = event.target.closest("[data-act]")?.dataset ?? {};
  activate(card);
  if (act === "keep") keep(card);
  else if (act === "take") take(card, text);
  else if (act === "pass") ask();
  else if (act) mark(card, act);
  else if (!event.target.closest("input, textarea, label, button")) focus(card);
});
undoButton.addEventListener("click", undo);
document.getElementById("help").addEventListener("click", () => keysDialog.showModal());
passDialog.addEventListener("click", ({ target }) => {
  const { reason, open } = target.closest("button")?.dataset ?? {};
  if (reason) pass(reason);
  else if (open) openPage(open);
});
pageDialog?.addEventListener("close", () => {
  document.getElementById("page-picture").removeAttribute("src");
  if (active) focus(active);
});

installCropKeys({
  keep: () => active && keep(active),
  mark: (action) => active && mark(active, action),
  back: () => active && putBack(active),
  take: (digit) => {
    const button = active?.querySelector(`[data-act="take"][data-digit="${digit}"]`);
    if (!button) return;
    take(active, button.dataset.text);
    keep(active);
  },
  tick: (digit) => Boolean(active && tick(active, digit)),
  pass: ask,
  undo,
  help: () => keysDialog.showModal(),
  reason: (digit) => passDialog.querySelectorAll("[data-reason]")[digit - 1]?.click(),
});
workSheet(desk, {
  added: (card) => {
    desk.append(prepare(card));
    holding(card.dataset.key);
  },
  kept: (keys) => {
    done.push(...keys);
    count += keys.length;
  },
  trouble: warn,
  settled: () => {
    progress();
    if (!beginSheet(desk)) goOn(null);
  },
});
keepHolding((gone) => {
  for (const key of gone) document.getElementById(`field-${key}`)?.remove();
  for (const key of gone) desk.querySelector(`.odd [data-key="${key}"]`)?.closest("li").remove();
  warn(new Error(say("Some of these fields went back to the others, since nobody worked on them.")));
  if (!active?.isConnected) goOn(null);
});
bring();
