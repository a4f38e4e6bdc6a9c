/* Ctrl-K and / from any page of the desk: type, choose by arrows, Enter. Without this there is the page /find/. */
"use strict";

{
  const dialog = document.getElementById("find-anywhere");
  const field = document.getElementById("find-text");
  const place = dialog.querySelector(".find-lines");
  let shown = null;
  let waiting = 0;

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey) return;
    const typing = event.target.matches("input, textarea, select, [contenteditable]");
    const control = (event.ctrlKey || event.metaKey) && !event.shiftKey && event.code === "KeyK";
    const slash = !typing && !event.ctrlKey && !event.metaKey && (event.key === "/" || (event.code === "Slash" && event.key !== "?" && !event.shiftKey));
    if (!control && !slash) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-find]") || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(look, 150);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      choose(chosen() + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      go();
    }
  });

  /* What was typed stays: Escape closes, and the next Ctrl-K shows it again. */
  function open() {
    document.getElementById("keys")?.close();
    if (!dialog.open) dialog.showModal();
    field.focus();
    field.select();
  }

  /* The lines of what stands in the field now; asked for once. */
  async function look() {
    clearTimeout(waiting);
    const text = field.value.trim();
    if (text === shown) return;
    const answer = await fetch(`${field.dataset.found}?q=${encodeURIComponent(text)}`).catch(() => null);
    if (!answer || !answer.ok || text !== field.value.trim()) return;
    place.innerHTML = await answer.text();
    shown = text;
    choose(0);
  }

  /* Enter may come before the lines do. */
  async function go() {
    await look();
    const link = lines()[chosen()];
    if (link && shown === field.value.trim()) location.assign(link.href);
    else if (field.value.trim()) dialog.querySelector("form").submit();
  }

  function lines() {
    return Array.from(place.querySelectorAll("a.found-name"));
  }

  function chosen() {
    return lines().findIndex((link) => link.hasAttribute("aria-current"));
  }

  function choose(at) {
    const all = lines();
    if (!all.length) return;
    const now = (at + all.length) % all.length;
    all.forEach((link, place) => place === now ? link.setAttribute("aria-current", "true") : link.removeAttribute("aria-current"));
    all[now].scrollIntoView({block: "nearest"});
  }
}
