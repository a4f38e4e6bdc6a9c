/* What a browser can add to the desk: drafts that outlive a slip, names of chosen files, keys. Nothing needs it. */
"use strict";

const form = document.querySelector("form[data-draft]");
if (form) {
  keepDraft(form, form.querySelector("textarea"), `draft:${form.dataset.draft}`);
  const files = form.querySelector("input[type=file]");
  if (files) nameFiles(files, form.querySelector("output"));
}
const product = document.getElementById("product");
if (product) {
  showOnlyOf(product);
  product.addEventListener("change", () => showOnlyOf(product));
}
const find = document.querySelector("[data-callers]");
if (find) lookWhileTyping(find, document.getElementById("callers"));
openTarget();
window.addEventListener("hashchange", openTarget);
document.addEventListener("keydown", pressed);
document.addEventListener("click", (event) => closeMenus(event.target));

/* The text lives in this tab alone, until it has been sent. */
function keepDraft(form, field, key) {
  const sent = `${key}:sent`;
  if (sessionStorage.getItem(sent) && document.querySelector("[data-done]")) {
    sessionStorage.removeItem(key);
  } else if (!field.value || form.dataset.prefilled !== undefined) {
    field.value = sessionStorage.getItem(key) || field.value;
  }
  sessionStorage.removeItem(sent);
  field.addEventListener("input", () => sessionStorage.setItem(key, field.value));
  form.addEventListener("submit", () => {
    sessionStorage.setItem(key, field.value);
    sessionStorage.setItem(sent, "yes");
  });
}

function nameFiles(input, output) {
  input.addEventListener("change", () => {
    output.textContent = Array.from(input.files, (file) => file.name).join(", ");
  });
}

/* Editions and versions of the chosen product only. */
function showOnlyOf(product) {
  const name = product.selectedOptions[0].textContent;
  for (const group of document.querySelectorAll("#edition optgroup, #version optgroup")) {
    group.hidden = group.disabled = product.value !== "" && group.label !== name;
  }
  for (const select of document.querySelectorAll("#edition, #version")) {
    if (select.selectedOptions[0]?.parentElement.disabled) select.value = "";
  }
}

/* Who may be meant, a moment after the last letter; the button does the same without this. */
function lookWhileTyping(find, place) {
  let waiting = 0;
  let asked = 0;
  find.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const turn = ++asked;
      const answer = await fetch(`${find.dataset.callers}?find=${encodeURIComponent(find.value)}`).catch(() => null);
      if (answer && answer.ok && turn === asked) place.innerHTML = await answer.text();
    }, 200);
  });
}

/* A moment that the address names opens its explanation. */
function openTarget() {
  const named = location.hash && document.getElementById(location.hash.slice(1));
  const details = named && named.matches(".moment") && named.querySelector("details");
  if (details) details.open = true;
}

function closeMenus(inside) {
  for (const menu of document.querySelectorAll(".menu[open]")) {
    if (!menu.contains(inside)) menu.open = false;
  }
}

/* By the place of the key, so that they work in a Russian layout too. */
function pressed(event) {
  const keys = document.getElementById("keys");
  const typing = event.target.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");
  if (event.key === "Escape") closeMenus(null);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.matches("[data-send]")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !keys || keys.open) return;
  const keyed = document.querySelector(`[data-key="${event.code.replace("Numpad", "Digit")}"]`);
  /* In a Russian layout the question mark is Shift and 7. */
  if (event.key === "?") keys.showModal();
  else if (keyed && !event.repeat) keyed.click();
  else if (event.code === "KeyJ") move(1);
  else if (event.code === "KeyK") move(-1);
  else if (event.code === "KeyQ") location.assign("/");
  else if (event.code === "KeyW" && document.getElementById("text")) document.getElementById("text").focus();
  else return;
  event.preventDefault();
}

function move(step) {
  const stops = Array.from(document.querySelectorAll(".row-subject, .message"));
  const at = stops.indexOf(document.activeElement);
  const next = stops[at < 0 ? (step > 0 ? 0 : stops.length - 1) : at + step];
  if (next) next.focus();
}
