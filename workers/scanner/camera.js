// The camera: gives every code that comes into view, once until it has been away for a while. Who is
// given it answers whether they take it now; else it is given again.

const WIDTH = 720; // pixels that a picture is made of for reading; more is slower, not better
const PAUSE = 80; // milliseconds between two pictures
const AWAY = 2500; // milliseconds after which the same code counts as shown again

/** The browser's own detector where it has one for QR codes, else ours. */
async function detector() {
  const own = globalThis.BarcodeDetector;
  if (own && (await own.getSupportedFormats().catch(() => [])).includes("qr_code"))
    return new own({ formats: ["qr_code"] });
  const { BarcodeDetector } = await import("./qr.js");
  return new BarcodeDetector({ formats: ["qr_code"] });
}

export class Camera {
  #video;
  #found;
  #stream = null;
  #awake = null;
  #seen = new Map(); // text → when it was last in view
  #canvas = document.createElement("canvas");

  constructor(video, found) {
    this.#video = video;
    this.#found = found;
  }

  get isOn() {
    return this.#stream !== null;
  }

  /** Start; rejects as getUserMedia() does when there is no camera or it may not be used. */
  async start() {
    if (this.#stream) return;
    if (!navigator.mediaDevices) throw new DOMException("needs https", "SecurityError");
    this.#stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: "environment", width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    this.#video.srcObject = this.#stream;
    this.#video.dataset.on = "";
    await this.#video.play();
    void this.stayAwake();
    this.#read(await detector(), this.#stream);
  }

  /** Keep the screen on while it scans; a browser lets go of that whenever the page is hidden. */
  async stayAwake() {
    if (this.#stream && !document.hidden)
      this.#awake = await navigator.wakeLock?.request("screen").catch(() => null);
  }

  stop() {
    void this.#awake?.release();
    this.#awake = null;
    this.#stream?.getTracks().forEach((track) => track.stop());
    this.#stream = null;
    this.#video.srcObject = null;
    delete this.#video.dataset.on;
  }

  async #read(detector, stream) {
    const context = this.#canvas.getContext("2d", { willReadFrequently: true });
    while (this.#stream === stream) {
      const { videoWidth, videoHeight } = this.#video;
      if (videoWidth && !document.hidden) {
        const scale = Math.min(1, WIDTH / videoWidth);
        this.#canvas.width = videoWidth * scale;
        this.#canvas.height = videoHeight * scale;
        context.drawImage(this.#video, 0, 0, this.#canvas.width, this.#canvas.height);
        const codes = await detector.detect(this.#canvas).catch(() => []);
        codes.forEach((code) => this.#show(code.rawValue));
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE));
    }
  }

  #show(text) {
    const now = performance.now();
    const isNew = now - (this.#seen.get(text) ?? -Infinity) > AWAY;
    if (!isNew || this.#found(text)) this.#seen.set(text, now);
  }
}
