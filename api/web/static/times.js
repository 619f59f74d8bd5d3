// Times in the reader's own zone; the server writes them in UTC.
const words = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

for (const time of document.querySelectorAll("time[datetime]")) {
  time.title = time.textContent;
  time.textContent = words.format(new Date(time.dateTime));
}
