// Goes on with what takes several presses of a button, so that nobody has to press it again.
const form = document.querySelector("form[data-going-on]");
if (form) form.requestSubmit();
