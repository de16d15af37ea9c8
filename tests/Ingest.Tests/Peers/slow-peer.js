// Sends the head of a request, then its body a byte at a time. Arguments: port, connections, bytes that it claims. Writes each connection's status line as it comes.
const net = require('net');
const [port, count, length] = process.argv.slice(2).map(Number);
let left = count;

for (let i = 0; i < count; i++) {
  const socket = net.connect(port, '127.0.0.1', () => {
    socket.write(`POST /v2/models/echo/infer HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: ${length}\r\n\r\n{`);
    const drip = setInterval(() => socket.writable && socket.write(' '), 200);
    let answer = '';
    socket.on('data', (data) => { answer += data; });
    socket.on('error', () => {});
    socket.on('close', () => {
      clearInterval(drip);
      process.stdout.write((answer.split('\r\n')[0] || 'closed') + '\n');
      if (--left === 0) process.exit(0);
    });
  });
}
