// Opens connections and says nothing on them. Arguments: port, how many. Writes "open N" once all are, and closes them when standard input ends.
const net = require('net');
const [port, count] = process.argv.slice(2).map(Number);
const sockets = [];
const window = 200;
let lost = 0;

function open() {
  if (sockets.length === count) return;
  const socket = net.connect(port, '127.0.0.1', () => {
    if (++socket.owner.open === count) process.stdout.write(`open ${count - lost}\n`);
    open();
  });
  socket.owner = state;
  socket.on('error', () => { lost++; });
  sockets.push(socket);
}

const state = { open: 0 };
for (let i = 0; i < Math.min(window, count); i++) open();
process.stdin.resume().on('end', () => { for (const socket of sockets) socket.destroy(); });
