// The review of one record: fields on the right, their places on the page on the left.
import { announce, fragment, send, Trouble } from "./api.js";
import { blank, changed, entered, putBack, remember, showOther, stops, take, tick } from "./entry.js";
import { hold } from "./hold.js";
import { installKeys } from "./keys.js";
import { openViewer } from "./pages.js";
import { next, skip } from "./skipped.js";

const record = document.getElementById("record");
const id = record.dataset.record;
const address = `/api/v1/records/${id}`;
const fields = document.getElementById("fields");
const settled = document.getElementById("settled");
const finishButton = document.getElementById("finish");
const undoButton = document.getElementById("undo");
const banner = document.getElementById("banner");
const keysDialog = document.getElementById("keys");
const viewer = openViewer();
const { pictures } = viewer;
const done = []; // keys of saved changes, the newest last
let version = record.dataset.version;
let active = null;
let saving = Promise.resolve();
let failures = 0;
let leaving = false;

// Cards

function cards() {
  return [...fields.querySelectorAll(".field")].filter(
    (card) => !settled?.contains(card) || settled.open,
  );
}

/** In doubt: as it was read, or because what a person typed was not understood. */
function open(card) {
  const doubtful = card.dataset.status === "review" || card.dataset.warned;
  return doubtful && !card.classList.contains("saving");
}

function doubts() {
  return [...fields.querySelectorAll(".field")].filter(open);
}

function box(card) {
  return card.dataset.box ? card.dataset.box.split(",").map(Number) : null;
}

async function crop(card) {
  const canvas = card.querySelector(".crop");
  if (!canvas || canvas.dataset.cut) return;
  canvas.dataset.cut = "yes";
  const place = box(card);
  const margin = Math.min(24, Math.max(8, (place[3] - place[1]) * 0.2));
  try {
    await pictures.cut(canvas, Number(card.dataset.page), place, margin);
  } catch {
    canvas.remove(); // the page's own place still says where to look
  }
}

function prepare(card) {
  remember(card);
  if (card.dataset.status === "review") crop(card);
}

function activate(card) {
  if (active === card) return;
  active?.classList.remove("active");
  active = card;
  if (!card) return;
  card.classList.add("active");
  light(card);
  // The crop gives the card its height.
  crop(card).then(() => active === card && card.scrollIntoView({ block: "nearest" }));
}

async function light(card) {
  const place = box(card);
  const showing = viewer.show(Number(card.dataset.page));
  viewer.light(place ? [place] : [], "focus");
  if (place) viewer.look(place);
  else viewer.whole();
  await showing.catch(() => warn(new Trouble(0, "The picture of the page cannot be had.", "")));
}

/** The button that settles a page's empty places at once, while several wait. */
function bulk(card) {
  const group = card.closest(".nothing");
  return group && waiting(group).length > 1 ? group.querySelector(".all") : null;
}

function waiting(group) {
  return [...group.querySelectorAll(".field")].filter(open);
}

/** The page with all of these places lit, so that one look settles them. */
async function lightAll(group) {
  activate(null);
  const places = waiting(group).map(box).filter(Boolean);
  const showing = viewer.show(Number(group.dataset.page));
  viewer.light(places, "focus");
  viewer.whole();
  await showing.catch(() => {});
}

function focus(card, last = false) {
  if (settled?.contains(card)) settled.open = true;
  activate(card);
  const places = stops(card);
  const place = last ? places[places.length - 1] : places[0];
  place?.focus({ preventScroll: true });
  if (place?.matches("[type=text], textarea")) place.setSelectionRange(place.value.length, place.value.length);
  card.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const list = cards();
  const target = list[list.indexOf(active) + step];
  if (!target) return false;
  focus(target, step < 0);
  return true;
}

function nextDoubt(after) {
  const all = doubts();
  const later = all.find(
    (card) => after.compareDocumentPosition(card) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  begin(later ?? all[0]);
}

/** Go to a field that waits, or to what settles it with its neighbours; else to the end. */
function begin(card) {
  if (!card) finishButton.focus();
  else if (bulk(card)) bulk(card).focus();
  else focus(card);
}

// Saving: one after the other, since every change names the version it was made on.

function keep(card) {
  if (card.classList.contains("saving")) return;
  const differs = changed(card);
  const byPerson = card.classList.contains("by-person");
  if (!differs && byPerson) {
    delete card.dataset.warned; // looked at again: it stays as it is
    progress();
    nextDoubt(card);
    return;
  }
  if (blank(card) && (differs || !card.dataset.known)) {
    hint(card, "Say what stands there: type it, or Alt+E nothing written, Alt+I cannot be read.");
    return;
  }
  if (!differs && !card.dataset.known && !card.dataset.asked) {
    card.dataset.asked = "yes";
    hint(card, "This was not understood. Correct it, or press Enter again if that is what stands there.");
    return;
  }
  const act = differs || !card.dataset.known ? "correct" : "confirm";
  save(card, act, act === "correct" ? entered(card) : {});
  nextDoubt(card);
}

/** Nothing is written in any of a page's empty places that still wait. */
function keepAll(group) {
  const all = waiting(group);
  for (const card of all) {
    card.classList.add("saving");
    hint(card, "");
  }
  progress();
  saving = saving.then(() => deliverAll(all));
  if (all.length) nextDoubt(all.at(-1));
}

/** One request for all of them: they are confirmed together, or none of them is. */
async function deliverAll(cards) {
  const keys = cards.map((card) => card.dataset.key);
  try {
    await patch(keys.map((key) => ({ key, action: "confirm" })));
    done.push(...keys);
    await Promise.all(cards.map((card) => refresh(card, card.dataset.key)));
    announce(`${keys.length} empty places saved. ${left()}`);
  } catch (trouble) {
    failures += 1;
    for (const card of cards) card.classList.remove("saving");
    refuse(cards[0], trouble);
  }
  progress();
}

/** Send changes; the record's version grows with them. Resolves to the server's answer. */
async function patch(changes) {
  const response = await send("PATCH", address, {
    body: { changes },
    headers: { "If-Match": `"${version}"` },
  });
  version = response.headers.get("ETag").replaceAll(/[^0-9]/g, "");
  banner.textContent = "";
  return response.json();
}

function mark(card, act) {
  if (card.classList.contains("saving")) return;
  save(card, act, {});
  nextDoubt(card);
}

function save(card, action, content) {
  card.classList.add("saving");
  hint(card, "");
  progress();
  saving = saving.then(() => deliver(card, { key: card.dataset.key, action, ...content }));
}

async function deliver(card, change) {
  try {
    const { understood } = await patch([change]);
    if (change.action === "undo") done.splice(done.lastIndexOf(change.key), 1);
    else done.push(change.key);
    const fresh = await refresh(card, change.key);
    const doubts = change.action === "correct" ? understood[0].problems : [];
    if (doubts.length) fresh.dataset.warned = "yes";
    const look = doubts.map(({ text }) => text).join(" ");
    announce(`${label(change.key)}: saved. ${look && `But look again: ${look}`} ${left()}`);
  } catch (trouble) {
    failures += 1;
    card.classList.remove("saving");
    refuse(card, trouble);
  }
  progress();
}

async function refresh(card, key) {
  const fresh = await fragment(`/review/${id}/fields/${key}`);
  const had = card.contains(document.activeElement);
  card.replaceWith(fresh);
  prepare(fresh);
  if (active === card) {
    active = null;
    if (had) focus(fresh);
    else activate(fresh);
  }
  return fresh;
}

function refuse(card, trouble) {
  const words = trouble instanceof Trouble ? trouble.words : "It could not be saved. Try again.";
  if ([0, 401, 409, 412].includes(trouble.status)) warn(trouble);
  else {
    hint(card, words);
    focus(card);
  }
  announce(words);
}

function warn(trouble) {
  banner.textContent = `${trouble.words ?? "Something went wrong."} `;
  if (![409, 412].includes(trouble.status)) return;
  const again = document.createElement("a");
  again.href = trouble.status === 412 ? location.href : next();
  again.textContent = trouble.status === 412 ? "Load it again" : "Take the next one";
  banner.append(again);
}

function hint(card, words) {
  const place = card.querySelector(".error");
  place.textContent = words;
  place.hidden = !words;
  if (words) announce(words);
}

function label(key) {
  return document.getElementById(`label-${key}`).textContent.trim().replaceAll(/\s+/g, " ");
}

function left() {
  const count = doubts().length;
  return count ? `${count} still to settle.` : "Everything is settled. Press Enter to finish.";
}

function progress() {
  const count = fields.querySelectorAll('.field:is([data-status="review"], [data-warned])').length;
  const bar = document.getElementById("settled-share");
  bar.value = Math.max(0, bar.max - count);
  document.getElementById("state").textContent = count ? `${count} to settle` : "all settled";
  finishButton.setAttribute("aria-disabled", String(count > 0));
  document.getElementById("finish-bar").classList.toggle("ready", count === 0);
  undoButton.setAttribute("aria-disabled", String(!done.length));
}

function undo() {
  saving = saving.then(() => {
    const key = done.at(-1);
    if (!key) return announce("There is nothing to take back.");
    const card = document.getElementById(`field-${key}`);
    card.classList.add("saving");
    return deliver(card, { key, action: "undo" }).then(() =>
      focus(document.getElementById(`field-${key}`)),
    );
  });
}

/** Save what was typed and not yet saved; resolves to whether everything is safe. */
async function settle() {
  const before = failures;
  for (const card of fields.querySelectorAll(".field")) {
    if (!card.classList.contains("saving") && changed(card) && !blank(card)) {
      save(card, "correct", entered(card));
    }
  }
  await saving;
  return failures === before;
}

async function finish() {
  if (leaving) return;
  leaving = true; // a second Enter while the last change is on its way must not finish it twice
  const safe = await settle();
  const [first] = doubts();
  if (!safe || first) {
    leaving = false;
    if (safe) {
      begin(first);
      announce(left());
    }
    return;
  }
  try {
    await send("POST", `${address}/finish`, { headers: { "If-Match": `"${version}"` } });
    location.assign(next());
  } catch (trouble) {
    leaving = false;
    warn(trouble);
  }
}

async function put_off() {
  if (leaving || !(await settle())) return;
  skip(id);
  location.assign(next());
}

// Hands

fields.addEventListener("focusin", (event) => {
  const { target } = event;
  if (target.matches(".nothing .all")) lightAll(target.closest(".nothing"));
  else activate(target.closest(".field"));
});
fields.addEventListener("focusout", (event) => {
  const card = event.target.closest(".field");
  const target = event.relatedTarget?.closest?.(".field");
  // Going on to another field keeps what was typed; looking at the page or elsewhere does not.
  if (!card || !target || target === card || card.classList.contains("saving")) return;
  if (changed(card) && !blank(card)) save(card, "correct", entered(card));
});
fields.addEventListener("input", (event) => {
  const card = event.target.closest(".field");
  showOther(card);
  card.classList.toggle("changed", changed(card));
  hint(card, "");
});
fields.addEventListener("click", (event) => {
  if (event.target.closest(".nothing .all")) return keepAll(event.target.closest(".nothing"));
  const card = event.target.closest(".field");
  const { act, text } = event.target.closest("[data-act]")?.dataset ?? {};
  if (act === "keep") keep(card);
  else if (act === "take") take(card, text);
  else if (act) mark(card, act);
  else if (card && card !== active) focus(card);
});
fields.addEventListener("keydown", (event) => {
  if (event.key !== "Tab" || event.shiftKey || !event.target.matches(".nothing .all")) return;
  const [first] = waiting(event.target.closest(".nothing"));
  if (!first) return;
  event.preventDefault();
  focus(first); // place by place, for who wants to look at each
});
finishButton.addEventListener("click", finish);
undoButton.addEventListener("click", undo);
document.getElementById("skip").addEventListener("click", put_off);
document.getElementById("help").addEventListener("click", () => keysDialog.showModal());
hold(address, Number(record.dataset.claimSeconds), (trouble) => leaving || warn(trouble));

installKeys({
  keep: () => active && keep(active),
  mark: (act) => active && mark(active, act),
  back: () => active && (putBack(active), hint(active, "")),
  tick: (digit) => active !== null && tick(active, digit),
  stop: (step) => stop(step),
  fold: () => settled && (settled.open = !settled.open),
  view: (key) => viewer.key(key),
  help: () => keysDialog.showModal(),
  undo,
  finish,
  skip: put_off,
});

/** Tab: the next input of the field, or the next field. Tells whether there was one. */
function stop(step) {
  const places = stops(active);
  const options = document.activeElement.matches(".options [data-digit]");
  const index = options ? 0 : places.indexOf(document.activeElement);
  const place = places[index + step];
  if (index >= 0 && place) {
    place.focus();
    return true;
  }
  return move(step);
}

for (const card of fields.querySelectorAll(".field")) prepare(card);
progress();
const first = doubts()[0];
if (first) {
  begin(first);
} else {
  const numbers = [...pictures.pages.keys()];
  if (numbers.length) viewer.show(numbers[0]).catch(() => {});
  finishButton.focus();
}
