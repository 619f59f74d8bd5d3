// The cards of a record, one for each field: which are there, which wait, what they show.

/** In doubt: as it was read, because what a person typed was not understood, or was refused. */
export const OPEN = '.field:is([data-status="review"], [data-warned], [data-refused])';

export function open(card) {
  return card.matches(OPEN) && !card.classList.contains("saving");
}

/** The place of a field on its page, in pixels of the scan, or null. */
export function place(card) {
  return card.dataset.box ? card.dataset.box.split(",").map(Number) : null;
}

/** Have the crop fetched; the card keeps it when it is made anew. */
export function showCrop(card) {
  const crop = card.querySelector("img.crop[data-src]");
  if (!crop || crop.src) return;
  crop.addEventListener("error", () => crop.remove()); // the page's own place still says where to look
  crop.src = crop.dataset.src;
}

/** A card that was made anew takes over what the old one has loaded. */
export function inherit(fresh, old) {
  const had = old.querySelector("img.crop");
  const has = fresh.querySelector("img.crop");
  if (had?.src && has && had.dataset.src === has.dataset.src) has.replaceWith(had);
}

/** Say something in a card: what is wrong with what stands there, or (`gently`) what to look at. */
export function hint(card, words, gently = false) {
  const line = card.querySelector(".error");
  line.classList.toggle("gentle", gently);
  line.textContent = words;
  line.hidden = !words;
}

/** The label of a field, as one reads it out. */
export function label(card) {
  return card.querySelector(".labels").textContent.trim().replaceAll(/\s+/g, " ");
}

/** What still waits of a page's empty places. */
export function waiting(group) {
  return [...group.querySelectorAll(".field")].filter(open);
}

/** The button that settles a page's empty places at once, while several wait. */
export function bulk(card) {
  const group = card.closest(".nothing");
  return group && waiting(group).length > 1 ? group.querySelector(".all") : null;
}
