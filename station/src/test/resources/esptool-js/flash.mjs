// esptool-js on a pty, in place of a browser's Web Serial.
//
// node flash.mjs PTY BAUD WORD,... PLACE=FILE...
//
// rom: the chip's boot ROM alone; without it as it works by itself, with the program (stub) that it loads into the chip.
// packed: what it writes is compressed. erase: all of the flash is erased before. run: the chip starts what it holds at the end.
// The last line of its output is JSON: who the chip is, and what was written where.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import tty from "node:tty";
import { ESPLoader, Transport } from "esptool-js";

const [, , pty, baud, list, ...files] = process.argv;
const words = list.split(",");
const md5 = (bytes) => createHash("md5").update(bytes).digest("hex");

/** What esptool-js asks of a serial port. A pty has no control lines. */
class PtyDevice {
  async open(options) {
    await this.setBaudRate(options.baudRate);
    const fd = fs.openSync(pty, fs.constants.O_RDWR | fs.constants.O_NOCTTY);
    // Its own, for it does not block, and the other has to.
    const input = new tty.ReadStream(fs.openSync(pty, fs.constants.O_RDWR | fs.constants.O_NOCTTY));
    this.readable = new ReadableStream({
      start(controller) {
        input.on("data", (bytes) => controller.enqueue(new Uint8Array(bytes)));
        input.on("error", (error) => controller.error(error));
        input.on("end", () => controller.close());
      },
    });
    this.writable = new WritableStream({
      async write(bytes) {
        for (let sent = 0; sent < bytes.length; ) {
          sent += await new Promise((done, failed) =>
            fs.write(fd, bytes, sent, bytes.length - sent, null, (error, count) => (error ? failed(error) : done(count))),
          );
        }
      },
    });
  }

  async setBaudRate(rate) {
    execFileSync("stty", ["-F", pty, "raw", "-echo", String(rate)]);
  }

  async setSignals() {}

  async close() {}

  getInfo() {
    return {};
  }
}

/** Stays with the boot ROM, and says to it what esptool and Espressif's esp-serial-flasher say where esptool-js 0.7.0 does not. */
class RomLoader extends ESPLoader {
  async runStub() {
    if (this.chip.CHIP_NAME !== "ESP8266") {
      await this.checkCommand("attach the flash", this.ESP_SPI_ATTACH, new Uint8Array(8));
    }
    return this.chip;
  }

  /** Whether to encrypt is a fifth word for the ROMs of the ESP32-S2 and all later chips, and for no older one. */
  async checkCommand(what, op, data, ...more) {
    const begins = op === this.ESP_FLASH_BEGIN || op === this.ESP_FLASH_DEFL_BEGIN;
    if (!begins) {
      return super.checkCommand(what, op, data, ...more);
    }
    const told = new Uint8Array(["ESP8266", "ESP32"].includes(this.chip.CHIP_NAME) ? 16 : 20);
    told.set(data.slice(0, told.length));
    return super.checkCommand(what, op, told, ...more);
  }

  /** A ROM tells it as text. */
  async flashMd5sum(address, size) {
    return Buffer.from(await super.flashMd5sum(address, size), "hex").toString("latin1");
  }
}

const terminal = { clean() {}, writeLine: (line) => console.log(line), write: (text) => process.stdout.write(text) };
const options = {
  transport: new Transport(new PtyDevice()),
  baudrate: Number(baud),
  romBaudrate: 115200,
  terminal,
};
const esp = words.includes("rom") ? new RomLoader(options) : new ESPLoader(options);
esp.transport.trace = () => {};

await esp.main("no_reset");
const told = { chip: esp.chip.CHIP_NAME, stub: esp.IS_STUB };
if (!esp.secureDownloadMode) {
  told.mac = await esp.chip.readMac(esp);
  told.flash = (await esp.readFlashId()).toString(16);
}
const givesBack = !esp.secureDownloadMode && (esp.IS_STUB || esp.chip.CHIP_NAME !== "ESP8266");
await esp.writeFlash({
  fileArray: files.map((file) => {
    const [place, name] = file.split("=");
    return { address: Number(place), data: new Uint8Array(fs.readFileSync(name)) };
  }),
  flashSize: "keep",
  flashMode: "keep",
  flashFreq: "keep",
  eraseAll: words.includes("erase"),
  compress: words.includes("packed"),
  calculateMD5Hash: givesBack ? md5 : undefined,
});
if (words.includes("run")) {
  await esp.after("soft_reset");
}
console.log(JSON.stringify(told));
process.exit(0);
