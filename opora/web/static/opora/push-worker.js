/* Lives in the browser beside the pages: shows a call, and opens the page with the one button when it is pressed. */
"use strict";

self.addEventListener("push", (event) => {
  const { title, body, url, tag } = event.data.json();
  const shown = { body, tag, data: { url }, requireInteraction: true, icon: "mark.svg" };
  event.waitUntil(self.registration.showNotification(title, shown));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const url = new URL(event.notification.data.url);
  /* Nowhere but to the desk itself. */
  if (url.origin === self.location.origin) event.waitUntil(self.clients.openWindow(url.href));
});
