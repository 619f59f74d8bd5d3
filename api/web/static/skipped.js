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

/** The address that opens the next record. */
export function next() {
  const ids = skipped();
  return ids.length ? `/review?skip=${ids.join(",")}` : "/review";
}
