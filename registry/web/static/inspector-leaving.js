/* Signing out takes what is on the tablet with it, so it warns as long as something is not sent. */

import { forgetAll, unsent } from "./inspector-store.js";

const form = document.querySelector("form[data-unsent]");

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const waiting = (await unsent()).length;
  if (waiting && !navigator.onLine) {
    alert(form.dataset.offline.replace("{n}", waiting));
    return;
  }
  if (waiting && !confirm(form.dataset.unsent.replace("{n}", waiting))) return;
  await forgetAll();
  form.submit();
});
