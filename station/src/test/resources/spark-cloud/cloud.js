'use strict';

// npm's @brewskey/spark-protocol as a local cloud on the loopback, for a test to command. A line on standard input is an order:
//   met ID                       waits until the Core has connected and told what it can do
//   idle ID MILLISECONDS         says nothing to it for so long
//   call ID FUNCTION ARGUMENT    calls a function of its firmware
//   shine ID                     has its light shine
//   flash ID FILE                installs firmware over the air
// A line of JSON on standard output answers each, in order; the package's own log is on standard error.

const fs = require('fs');
const net = require('net');
const path = require('path');
const readline = require('readline');

const [modules, folder] = process.argv.slice(2);
const say = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);
const tell = (what) => say(JSON.stringify(what) + '\n');

// The package listens on all interfaces, and does not say on which port it does when that is left to the system.
const listen = net.Server.prototype.listen;
net.Server.prototype.listen = function (port, listening) {
  return listen.call(this, { port: 0, host: '127.0.0.1' }, () => {
    listening();
    tell({ port: this.address().port });
  });
};

const protocol = require(path.join(modules, '@brewskey', 'spark-protocol'));
const { DEVICE_STATUS_MAP } = require(path.join(modules, '@brewskey', 'spark-protocol', 'dist', 'clients', 'Device'));
const { Container } = require(path.join(modules, 'constitute'));

const container = new Container();
protocol.defaultBindings(container, {
  BINARIES_DIRECTORY: path.join(folder, 'binaries'),
  DEVICE_DIRECTORY: path.join(folder, 'devices'),
  ENABLE_SYSTEM_FIRWMARE_AUTOUPDATES: false,
  SERVER_KEY_FILENAME: 'server.pem',
  SERVER_KEYS_DIRECTORY: path.join(folder, 'keys'),
  TCP_DEVICE_SERVER_CONFIG: { HOST: '127.0.0.1', PORT: 0 },
});
const server = container.constitute('DeviceServer');
server.start();

const PATIENCE = 20000;
const after = (millis) => new Promise((resolve) => setTimeout(resolve, millis));

async function met(id) {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await after(20)) {
    const device = server.getDevice(id);
    if (device && device.getStatus() === DEVICE_STATUS_MAP.READY) {
      return device;
    }
  }
  throw new Error(`${id} did not connect, or does not tell what it can do`);
}

async function done(order, id, first, second) {
  const device = await met(id);
  switch (order) {
    case 'met':
      return { connection: device.getConnectionKey(), ...device.getAttributes() };
    case 'idle': {
      await after(Number(first));
      const now = server.getDevice(id);
      return { stayed: now === device, ...now.ping() };
    }
    case 'call':
      return { answer: await device.callFunction(first, { arg: second }) };
    case 'shine':
      await device.raiseYourHand(true);
      return {};
    case 'flash':
      return device.flash(fs.readFileSync(first));
    default:
      throw new Error(`no order ${order}`);
  }
}

(async () => {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    try {
      tell(await done(...line.split(' ')));
    } catch (error) {
      tell({ error: String(error) });
    }
  }
  process.exit(0); // whoever commanded it is gone
})();
