// Speaking with the API of the same origin. Every failure becomes one Trouble with words to show.
import { say } from "/static/say.js";

export class Trouble extends Error {
  constructor(status, title, remedy) {
    super(title);
    this.status = status;
    this.remedy = remedy;
  }

  get words() {
    return [this.message, this.remedy].filter(Boolean).join(" ");
  }
}

// A page goes on for whoever opened it: when somebody else has signed in meanwhile in another tab of the
// same browser, what was typed here must not be kept under their name.
const { person } = document.documentElement.dataset;
const own = person ? { "Lontar-Person": person } : {};

/** Send, and give back the response when it is good. Throws Trouble. */
export async function send(method, address, { body, headers = {}, ...more } = {}) {
  const plain = body === undefined || body instanceof FormData;
  let response;
  try {
    response = await fetch(address, {
      method,
      headers: { ...own, ...(plain ? {} : { "Content-Type": "application/json" }), ...headers },
      body: plain ? body : JSON.stringify(body),
      credentials: "same-origin",
      ...more,
    });
  } catch {
    throw new Trouble(0, say("The server does not answer."), say("Check the connection and try again."));
  }
  if (response.ok && !response.redirected) return response;
  if (response.redirected || response.status === 401) {
    throw new Trouble(
      401,
      say("You are no longer signed in; nothing you typed is lost."),
      say("Sign in again in another tab, come back and repeat the last step."),
    );
  }
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // Not ours: a proxy's page. The status must do.
  }
  throw new Trouble(
    response.status,
    problem.detail || problem.title || say("The server answered {status}.", { status: response.status }),
    problem.remedy || "",
  );
}

/** A fragment of a page, as an element. */
export async function fragment(address, headers = {}) {
  const response = await send("GET", address, { headers: { Accept: "text/html", ...headers } });
  const holder = document.createElement("template");
  holder.innerHTML = await response.text(); // rendered and escaped by our own templates
  return holder.content.firstElementChild;
}

/** Say something to those who listen instead of look. */
export function announce(words) {
  const place = document.getElementById("announcements");
  place.textContent = "";
  // A change of text is only heard when it comes after the emptiness was noticed.
  setTimeout(() => {
    place.textContent = words;
  }, 50);
}
