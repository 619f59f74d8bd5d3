// One file through tus: as much as is missing, and what it came to. Never gives up on the line.
import { send, Trouble } from "./api.js";
import { say } from "./say.js";

const AT_ONCE_BYTES = 4 * 1024 ** 2; // a smaller file goes in the request that begins it

/** What is wrong with one file, for good: `words` for its line. */
export class Lost extends Error {}

/** Somebody else is sending this very file: its turn comes later, and nothing else waits for it. */
export class Taken extends Error {}

/**
 * Send a file that was announced.
 * @param {import("./upload_desk.js").Item} item
 * @param {string} batch
 * @param {(bytes: number) => void} tell how many of its bytes have gone out
 * @returns {Promise<object>} its Arrival. Throws Trouble for what may pass, Lost for what will not.
 */
export async function deliver(item, batch, tell) {
  const known = item.tried ? await asked(item.id) : item.known;
  if (known && item.tried && isOurs(known, item)) return known;
  item.tried = true;
  // Other bytes came in under the same name, size and time: ours are a further file, begun anew.
  const begun = known && known.outcome !== "announced" ? 0 : (known?.offset ?? item.offset);
  const last = await through(item, batch, begun > 0, tell);
  if (!begun && last?.getHeader("Lontar-Outcome") === "accepted") {
    return { outcome: "accepted", document_id: last.getHeader("Lontar-Document") };
  }
  const arrival = await asked(item.id);
  if (!isOurs(arrival, item)) throw new Trouble(0, say("The upload broke off."), "");
  return arrival;
}

/** Whether this is the answer to the very bytes that were read here. */
function isOurs({ outcome, sha256 }, item) {
  return outcome === "rejected" || (outcome !== "announced" && sha256 === item.sha256);
}

async function asked(id) {
  return (await send("GET", `/api/v1/uploads/${id}`)).json();
}

function through(item, batch, goesOn, tell) {
  return new Promise((good, bad) => {
    const upload = new globalThis.tus.Upload(item.file, {
      endpoint: "/api/v1/uploads",
      uploadUrl: goesOn ? `/api/v1/uploads/${item.id}` : null,
      uploadDataDuringCreation: !goesOn && item.file.size <= AT_ONCE_BYTES,
      // The server knows each file of a folder: nothing about them stays in this browser.
      storeFingerprintForResuming: false,
      retryDelays: null, // the desk waits for all files together
      metadata: {
        batch,
        filename: item.named.name,
        folder: item.named.folder,
        modified: String(item.named.modified),
        sha256: item.sha256,
        ...(item.replaces ? { replaces: item.replaces } : {}),
      },
      // The server says which of its files this is.
      onUploadUrlAvailable: () => {
        item.id = upload.url.split("/").pop();
      },
      onProgress: tell,
      onError: (error) => bad(understood(error)),
      onSuccess: (payload) => good(payload?.lastResponse),
    });
    item.stop = () => {
      upload.abort();
      bad(new Trouble(0, say("The upload was stopped."), ""));
    };
    upload.start();
  });
}

/** Another tab or person writes to the same upload, or has just done so. */
const TAKEN = new Set(["upload_broken_off", "upload.wrong_offset", "upload.held"]);

/** A failed request in words: what may pass is a Trouble, what will not is Lost. */
function understood(error) {
  const response = error.originalResponse;
  const status = response?.getStatus() ?? 0;
  let problem = {};
  try {
    problem = JSON.parse(response?.getBody() || "{}");
  } catch {
    // Not ours: a proxy's page. The status must do.
  }
  const words = [problem.detail, problem.remedy].filter(Boolean).join(" ");
  if (status === 460) return new Damaged(words);
  if (TAKEN.has(problem.code)) return new Taken(words);
  const passing = !status || status >= 500 || [401, 408, 410, 429].includes(status);
  if (passing) return new Trouble(status, problem.detail ?? "", problem.remedy ?? "");
  return new Lost(words || say("The server refuses this file ({status}).", { status }));
}

/** What arrived was not what was read here. Tried again some times: the line may be bad. */
export class Damaged extends Error {}
