// Records put off in this tab. Only their ids are kept, and only as long as the tab is open.

const KEPT = "lontar-skipped";

export function skipped() {
  return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
}

export function skip(id) {
  sessionStorage.setItem(KEPT, JSON.stringify([...skipped().filter((old) => old !== id), id]));
}

export function forget() {
  sessionStorage.removeItem(KEPT);
}

/** What the queue was narrowed to, as it stands in the address of every page of this run. */
export function filters() {
  return new URLSearchParams(location.search);
}

/** The address that opens the next record. */
export function next() {
  const asked = filters();
  const ids = skipped();
  if (ids.length) asked.set("skip", ids.join(","));
  return asked.size ? `/review?${asked}` : "/review";
}
