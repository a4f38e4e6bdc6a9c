/* «Call me in this browser»: asks the browser for leave, and sends the desk where and how it can be reached. */
"use strict";

const place = document.getElementById("push");
if (place && "serviceWorker" in navigator && "PushManager" in window) {
  const button = place.querySelector("[data-allow]");
  place.querySelector("[data-cannot]").hidden = true;
  button.hidden = false;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    allow(place).catch((error) => refused(place, error));
  });
}

async function allow(form) {
  const worker = await navigator.serviceWorker.register(form.dataset.worker);
  if ((await Notification.requestPermission()) !== "granted") throw new Error("denied");
  const held = await worker.pushManager.getSubscription();
  /* One that was made for another key of the desk is worth nothing. */
  if (held) await held.unsubscribe();
  const made = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(form.dataset.key),
  });
  const { endpoint, keys } = made.toJSON();
  form.elements.endpoint.value = endpoint;
  form.elements.public_key.value = keys.p256dh;
  form.elements.secret.value = keys.auth;
  form.submit();
}

function refused(form, error) {
  const said = form.querySelector("[data-refused]");
  said.hidden = false;
  said.focus();
  console.warn(error.name);
}

function bytes(text) {
  const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/").padEnd(Math.ceil(text.length / 4) * 4, "="));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}
