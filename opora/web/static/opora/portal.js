/* What a browser can add to the form: its time zone, what will happen as the fields change, words that outlive a slip. */
"use strict";

const form = document.querySelector("form.ask");
if (form) {
  const zoneWasEmpty = chooseZone(form.elements.zone);
  const ahead = document.getElementById("ahead");
  form.querySelector(".look").hidden = true;
  keepDraft(form, ["subject", "text"]);
  let waiting = 0;
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => look(form, ahead), 400);
  };
  form.addEventListener("change", later);
  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.name === "look") {
      event.preventDefault();
      later();
    }
  });
  if (zoneWasEmpty) later();
}

/* The browser's own zone, unless one was chosen: of our offices' zones the one whose clock shows the same now. */
function chooseZone(select) {
  if (select.value) return false;
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!own) return false;
  const same = Array.from(select.options).find((option) => option.value === own)
    || Array.from(select.options).find((option) => option.value && clock(option.value) === clock(own));
  if (!same) select.add(new Option(own.replaceAll("_", " "), own));
  select.value = same ? same.value : own;
  return true;
}

function clock(zone) {
  return new Date().toLocaleString("en-GB", { timeZone: zone, dateStyle: "short", timeStyle: "short" });
}

/* Only the words are sent, no file; when it fails, what stood there stays. */
async function look(form, ahead) {
  const said = new FormData(form);
  said.delete("files");
  said.delete("consent");
  const answer = await fetch(form.dataset.look, { method: "POST", body: said }).catch(() => null);
  if (answer && answer.ok) ahead.innerHTML = await answer.text();
}

/* The text lives in this tab alone, until it has been sent. */
function keepDraft(form, names) {
  for (const name of names) {
    const field = form.elements[name];
    if (!field.value) field.value = sessionStorage.getItem(`ask:${name}`) || "";
    field.addEventListener("input", () => sessionStorage.setItem(`ask:${name}`, field.value));
  }
  form.addEventListener("submit", () => names.forEach((name) => sessionStorage.removeItem(`ask:${name}`)));
}
