/* Reads a code on the goods with the camera, or from a picture, into the field beside the button.
   The browser's own reader is used if it knows our codes, else the one that we serve, which is
   loaded when somebody asks for a scan. Nothing of what the camera sees leaves the browser. */

const FORMATS = ["code_128", "code_39", "ean_13", "ean_8", "qr_code", "data_matrix"];
const dialog = document.querySelector("[data-scanner]");
const video = dialog.querySelector("video");
const picture = dialog.querySelector("input");
const status = dialog.querySelector("[role=status]");
let field = null;
let stream = null;
let detector = null;

async function makeDetector() {
  if ("BarcodeDetector" in window) {
    const known = await window.BarcodeDetector.getSupportedFormats();
    if (FORMATS.every((format) => known.includes(format))) {
      return new window.BarcodeDetector({ formats: FORMATS });
    }
  }
  const reader = await import(dialog.dataset.module);
  reader.prepareZXingModule({ overrides: { locateFile: () => dialog.dataset.wasm } });
  return new reader.BarcodeDetector({ formats: FORMATS });
}

async function read(source) {
  detector ??= await makeDetector();
  const [found] = await detector.detect(source);
  return found?.rawValue;
}

function fill(value) {
  dialog.close();
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  field.focus();
}

/* A bar read wrongly once is hardly read wrongly twice, so two pictures in a row must agree. */
async function watch(watched) {
  let before;
  while (stream === watched) {
    const value = await read(video);
    if (stream !== watched) return;
    if (value && value === before) {
      fill(value);
      return;
    }
    before = value;
    await new Promise(requestAnimationFrame);
  }
}

async function open(id) {
  field = document.getElementById(id);
  picture.value = "";
  status.textContent = dialog.dataset.looking;
  dialog.showModal();
  let opened;
  try {
    opened = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
  } catch {
    status.textContent = dialog.dataset.refused;
    return;
  }
  stop();
  // Whoever closes the dialog while being asked about the camera wants no camera.
  if (!dialog.open) {
    opened.getTracks().forEach((track) => track.stop());
    return;
  }
  stream = opened;
  video.srcObject = stream;
  try {
    await video.play();
    await watch(opened);
  } catch {
    if (stream === opened) status.textContent = dialog.dataset.failed;
  }
}

function stop() {
  stream?.getTracks().forEach((track) => track.stop());
  stream = null;
  video.srcObject = null;
}

picture.addEventListener("change", async () => {
  if (!picture.files.length) return;
  try {
    const value = await read(await createImageBitmap(picture.files[0]));
    if (value) fill(value);
    else status.textContent = dialog.dataset.none;
  } catch {
    status.textContent = dialog.dataset.failed;
  }
});
dialog.addEventListener("close", stop);
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());

const devices = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
if (devices.some((device) => device.kind === "videoinput")) {
  for (const button of document.querySelectorAll("[data-scan]")) {
    button.hidden = false;
    button.addEventListener("click", () => open(button.dataset.scan));
  }
}
