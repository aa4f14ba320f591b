// Reads tickets: by the browser's own reader where there is one, else by jsQR, loaded when the camera first opens.
const LETTERS = /^[23456789A-HJ-NP-Z]{8}$/;
const LINK = /\/inscriptions\/([\w-]{16,64})\/?$/;
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
// Wide enough for a ticket held at arm's length, small enough for an old telephone.
const WIDEST = 640;

// The code of a ticket is the beginning of the digest of its link: paper that shows the link gives the code too.
const codeOfToken = async (token) => {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token)));
  let number = 0n;
  for (const byte of digest.slice(0, 5)) number = (number << 8n) | BigInt(byte);
  let letters = "";
  for (let shift = 35n; shift >= 0n; shift -= 5n) letters += ALPHABET[Number((number >> shift) & 31n)];
  return `${letters.slice(0, 4)}-${letters.slice(4)}`;
};

export const codeOf = async (text) => {
  const link = LINK.exec(text.trim());
  if (link) return globalThis.crypto?.subtle ? codeOfToken(link[1]) : "";
  const letters = text.replace(/[\s-]/g, "").toUpperCase();
  return LETTERS.test(letters) ? `${letters.slice(0, 4)}-${letters.slice(4)}` : "";
};

const loadReader = (address) =>
  new Promise((resolve, reject) => {
    if (globalThis.jsQR) return resolve(globalThis.jsQR);
    const script = document.createElement("script");
    script.src = address;
    script.onload = () => resolve(globalThis.jsQR);
    script.onerror = () => reject(new Error("jsQR"));
    document.head.append(script);
  });

// A function that reads one picture of a canvas: the text of its code, or "".
export const makeReader = async (address) => {
  if (globalThis.BarcodeDetector) {
    const formats = await globalThis.BarcodeDetector.getSupportedFormats().catch(() => []);
    if (formats.includes("qr_code")) {
      const detector = new globalThis.BarcodeDetector({ formats: ["qr_code"] });
      return async (canvas) => (await detector.detect(canvas).catch(() => []))[0]?.rawValue ?? "";
    }
  }
  const jsQR = await loadReader(address);
  return async (canvas) => {
    const { width, height } = canvas;
    const pixels = canvas.getContext("2d", { willReadFrequently: true }).getImageData(0, 0, width, height);
    return jsQR(pixels.data, width, height, { inversionAttempts: "attemptBoth" })?.data ?? "";
  };
};

export class Camera {
  constructor(video, { reader, read }) {
    this.video = video;
    this.address = reader;
    this.read = read;
    this.stream = null;
  }

  get isOpen() {
    return this.stream !== null;
  }

  async open() {
    const wanted = { video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 } }, audio: false };
    this.stream = await navigator.mediaDevices.getUserMedia(wanted);
    this.video.srcObject = this.stream;
    await this.video.play();
    this.reader ??= await makeReader(this.address);
    this.canvas ??= document.createElement("canvas");
    this.look();
  }

  close() {
    clearTimeout(this.turn);
    for (const track of this.stream?.getTracks() ?? []) track.stop();
    this.stream = null;
    this.video.srcObject = null;
    this.last = "";
  }

  async look() {
    if (!this.stream) return;
    const { videoWidth, videoHeight } = this.video;
    if (videoWidth && !document.hidden) {
      const scale = Math.min(1, WIDEST / videoWidth);
      this.canvas.width = Math.round(videoWidth * scale);
      this.canvas.height = Math.round(videoHeight * scale);
      const picture = this.canvas.getContext("2d", { willReadFrequently: true });
      picture.drawImage(this.video, 0, 0, this.canvas.width, this.canvas.height);
      const text = await this.reader(this.canvas);
      // The same ticket still before the camera is one scan; taken away for two seconds, it is another.
      if (text) {
        const again = text === this.last && Date.now() - this.seen < 2000;
        this.last = text;
        this.seen = Date.now();
        if (!again) await this.read(text);
      }
    }
    this.turn = setTimeout(() => this.look(), 180);
  }
}
