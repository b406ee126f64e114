// Passkeys: a form with `data-passkey` asks the browser's authenticator and sends what it answers.
// Such forms are hidden until a browser shows that it can; everything else works without them.

const binary = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0)).buffer;

const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replace(/\+/g, "-")
    .replace(/\//g, "_")
    .replace(/=+$/, "");

const described = (credentials = []) => credentials.map((each) => ({ ...each, id: binary(each.id) }));

function question(options) {
  const publicKey = { ...options, challenge: binary(options.challenge) };
  if (options.user) {
    publicKey.user = { ...options.user, id: binary(options.user.id) };
    publicKey.excludeCredentials = described(options.excludeCredentials);
  } else {
    publicKey.allowCredentials = described(options.allowCredentials);
  }
  return { publicKey };
}

function answer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = text(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

async function ask(form) {
  const { passkey, options, failed, refused } = form.dataset;
  const status = form.querySelector("[role=status]");
  status.textContent = "";
  try {
    const asked = await fetch(options, { method: "POST", body: new FormData(form) });
    if (!asked.ok) {
      status.textContent = (asked.status === 422 && refused) || failed;
      return;
    }
    const credential = await navigator.credentials[passkey](question(await asked.json()));
    form.elements.credential.value = answer(credential);
    form.submit();
  } catch {
    status.textContent = failed;
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(form);
    });
  }
}
