// Times in the reader's own zone, as their language writes them; the server writes them in UTC.
import { language, numberingSystem } from "/static/say.js";

const locale = language === "en" ? "en-GB" : language;
const common = { calendar: "gregory", numberingSystem };
const words = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", ...common });
const buddhist = new Intl.DateTimeFormat("th", { year: "numeric", calendar: "buddhist", numberingSystem });

/** A moment in words; in Thai with the year of the Buddhist era beside it. */
export function moment(date) {
  return language === "th" ? `${words.format(date)} (${buddhist.format(date)})` : words.format(date);
}

/** Put every <time> in this part of the page into the reader's zone and language. */
export function tell(part = document) {
  for (const time of part.querySelectorAll("time[datetime]")) {
    if (time.dataset.told) continue;
    time.dataset.told = "yes";
    time.title = time.textContent;
    time.textContent = moment(new Date(time.dateTime));
  }
}

tell();
