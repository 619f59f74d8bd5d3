// The review: one record after the other, the next one ready before the present one is done.
import { announce, Trouble } from "./api.js";
import { Ahead } from "./ahead.js";
import { hint } from "./cards.js";
import { changed, entered, blank, showOther, tick } from "./entry.js";
import { filter, find, seek } from "./finding.js";
import { hold, letGo } from "./hold.js";
import { installKeys } from "./keys.js";
import { openNotes } from "./note.js";
import { layPages, openViewer } from "./pages.js";
import { toggle as togglePlaces } from "./places.js";
import { wordsOf } from "./saving.js";
import { say } from "./say.js";
import { Sheaf } from "./sheaf.js";
import { next, skip, skipped } from "./skipped.js";

const viewer = openViewer();
const keysDialog = document.getElementById("keys");
const ahead = new Ahead();
let sheaf = new Sheaf(document.querySelector(".sheaf"), viewer, warn);
let leaving = false;
let before = null; // the sheaf that was on the desk before this one
const finishing = new Set(); // sheaves whose finish the server has not answered for

/** Show a record: its pages, its first doubt; then fetch the next one. */
function present() {
  layPages(viewer, sheaf.root.querySelector(".page-list"));
  listen(sheaf);
  sheaf.begin();
  // Not before the present one is drawn.
  requestAnimationFrame(() => setTimeout(() => ahead.fetch([sheaf.id, ...skipped()]), 0));
}

/** Go on with the next record; without one, ask the server's page for it. */
async function goOn() {
  const root = await ahead.take([sheaf.id, ...skipped(), ...[...finishing].map(({ id }) => id)]);
  if (!root) {
    await Promise.all([...finishing].map(({ finished }) => finished));
    location.assign(next());
    return;
  }
  sheaf.root.replaceWith(root);
  sheaf = new Sheaf(root, viewer, warn);
  history.replaceState(null, "", `/review/${sheaf.id}${location.search}`);
  leaving = false;
  present();
}

async function finish() {
  if (leaving) return;
  leaving = true; // a second Enter while the last change is on its way must not finish it twice
  const done = sheaf;
  const safe = await done.settle();
  const [first] = done.doubts();
  if (!safe || first) {
    leaving = false;
    if (first) done.go(first);
    announce(done.left());
    return;
  }
  if (done.emptied()) {
    leaving = false;
    return;
  }
  before = done;
  if (done.elsewhere) {
    letGo([done.id]);
    skip(done.id);
  } else {
    finishing.add(done);
    done.finished = done.saving.finish().then(
      () => finishing.delete(done),
      (problem) => unfinished(done, problem),
    );
  }
  await goOn();
}

/** What was believed to be finished is not: say so, wherever the person is by now. */
function unfinished(done, problem) {
  finishing.delete(done);
  const banner = document.getElementById("banner");
  const link = document.createElement("a");
  link.href = `/review/${done.id}`;
  link.textContent = say("Go back to it");
  banner.replaceChildren(
    `${say("The record before this one could not be finished.")} ${wordsOf(problem)} `,
    link,
  );
  announce(banner.textContent);
}

async function putOff() {
  if (leaving) return;
  leaving = true;
  if (!(await sheaf.settle())) {
    leaving = false;
    return;
  }
  skip(sheaf.id);
  letGo([sheaf.id]);
  await goOn();
}

/** Take back the last act. Where nothing was done yet, it is the record before that is meant. */
async function undo() {
  if (await sheaf.undo()) return;
  const words = say("There is nothing to take back.");
  announce(words);
  if (!before) return;
  const link = document.createElement("a");
  link.href = before.elsewhere ? `/review/${before.id}` : `/records/${before.id}`;
  link.textContent = say("Go back to the record before");
  sheaf.root.querySelector("#banner").replaceChildren(`${words} `, link);
}

/** Another person is to read the field in hand as well. */
async function second() {
  const card = sheaf.active;
  if (!card || card.classList.contains("saving")) return;
  await sheaf.second(card);
}

/** Trouble with saving a record, or null when it is over. */
function warn(problem, about) {
  if (about !== sheaf) return;
  const banner = sheaf.root.querySelector("#banner");
  if (!problem) {
    if (banner.dataset.passing) banner.replaceChildren();
    delete banner.dataset.passing;
    return;
  }
  banner.replaceChildren(`${wordsOf(problem)} `);
  if (problem.status === 409 || problem.status === 412) {
    const again = document.createElement("a");
    again.href = problem.status === 412 ? location.href : next();
    again.textContent = problem.status === 412 ? say("Load it again") : say("Take the next one");
    banner.append(again);
  } else {
    banner.dataset.passing = "yes";
    banner.append(say("It is tried again by itself; what you typed is kept."));
  }
}

// Hands

function listen({ root, fields }) {
  const at = sheaf;
  fields.addEventListener("focusin", ({ target }) => {
    if (target.matches(".nothing .all")) at.lightAll(target.closest(".nothing"));
    else at.activate(target.closest(".field"));
  });
  fields.addEventListener("focusout", (event) => {
    const card = event.target.closest(".field");
    const target = event.relatedTarget?.closest?.(".field");
    // Going on to another field keeps what was typed; looking at the page or elsewhere does not.
    if (!card || !target || target === card || card.classList.contains("saving")) return;
    if (changed(card) && !blank(card)) at.save(card, "correct", entered(card));
  });
  fields.addEventListener("input", ({ target }) => {
    const card = target.closest(".field");
    if (target.matches(".filter")) return filter(card);
    showOther(card);
    card.classList.toggle("changed", changed(card));
    hint(card, "");
    at.typed.touched(card);
  });
  fields.addEventListener("click", (event) => clicked(at, event));
  fields.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || event.shiftKey || !event.target.matches(".nothing .all")) return;
    const [first] = at.doubts().filter((card) => event.target.closest(".nothing").contains(card));
    if (!first) return;
    event.preventDefault();
    at.focus(first); // place by place, for who wants to look at each
  });
  const buttons = { finish, skip: putOff, undo, help, "note-button": () => openNotes(at) };
  for (const [id, act] of Object.entries(buttons)) {
    root.querySelector(`#${id}`).addEventListener("click", () => act());
  }
}

function clicked(at, { target }) {
  if (target.closest(".nothing .all")) return at.keepAll(target.closest(".nothing"));
  const card = target.closest(".field");
  const { act, text } = target.closest("[data-act]")?.dataset ?? {};
  if (act === "keep") at.keep(card);
  else if (act === "take") at.take(card, text);
  else if (act === "places") togglePlaces(card);
  else if (act === "second") second();
  else if (act) at.mark(card, act);
  else if (card && card !== at.active) at.focus(card);
}

function help() {
  keysDialog.showModal();
}

installKeys({
  keep: () => sheaf.active && sheaf.keep(sheaf.active),
  mark: (action) => sheaf.active && sheaf.mark(sheaf.active, action),
  back: () => sheaf.active && sheaf.back(sheaf.active),
  tick: (digit) => sheaf.active !== null && tick(sheaf.active, digit),
  take: (digit) => sheaf.active?.querySelector(`[data-act=take][data-digit="${digit}"]`)?.click(),
  find: (event) => sheaf.active !== null && find(sheaf.active, event),
  seek: (letter) => sheaf.active !== null && seek(sheaf.active, letter),
  stop: (step) => sheaf.stop(step),
  fold: () => sheaf.settledPart && (sheaf.settledPart.open = !sheaf.settledPart.open),
  view: (key) => viewer.key(key),
  places: () => sheaf.active?.dataset.country && togglePlaces(sheaf.active),
  note: () => openNotes(sheaf),
  undo,
  skip: putOff,
  second,
  help,
  finish,
});

const held = () => [sheaf.id, ahead.id].filter(Boolean);
hold(held, sheaf.holdSeconds, (lost) => {
  if (lost.includes(ahead.id)) ahead.drop();
  if (lost.includes(sheaf.id) && !leaving) warn(new Trouble(409, say("Somebody else is reviewing this record."), ""), sheaf);
});
addEventListener("pagehide", () => sheaf.typed.flush(sheaf.all()));
document.addEventListener("lontar:leaving", ({ detail }) => detail.until(sheaf.typed.flush(sheaf.all())));
addEventListener("beforeunload", (event) => {
  // What the server has not answered for would be lost with the page.
  if (sheaf.saving.pending || finishing.size) event.preventDefault();
});
present();
