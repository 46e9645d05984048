// Endpoints for the bench, in a process of their own: `/ok/…` answers at once, `/hang/…` never does. Whatever comes is
// counted when it has come whole; of each hundredth the signature is verified with the official library.
import { createServer } from 'node:net';
import Stripe from 'stripe';

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
const VERIFIED_EACH = 100;
const END = Buffer.from('\r\n\r\n');

const stripe = new Stripe('sk_test_benchbenchbenchbench');
/** The secret of each path. */
let secrets = new Map();
/** What came to `/ok`: the event's id and when, in ms since the epoch. */
let arrivals = [];
let problem = null;

const server = createServer({ noDelay: true }, (socket) => {
  let rest = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (;;) {
      const end = rest.indexOf(END);
      if (end < 0) return;
      const head = rest.latin1Slice(0, end);
      const length = Number(/content-length: (\d+)/i.exec(head)[1]);
      if (rest.length < end + 4 + length) return;
      receive(socket, head, rest.subarray(end + 4, end + 4 + length));
      rest = rest.subarray(end + 4 + length);
    }
  });
});

function receive(socket, head, body) {
  const path = head.slice(5, head.indexOf(' ', 5));
  if (path.startsWith('/hang')) return;
  const id = /"id" ?: ?"(evt_\w+)"/.exec(body.latin1Slice(0, 100))[1];
  arrivals.push([id, performance.timeOrigin + performance.now()]);
  if (arrivals.length % VERIFIED_EACH === 0) verify(head, path, body);
  socket.write(ANSWER);
}

function verify(head, path, body) {
  try {
    stripe.webhooks.constructEvent(body, /stripe-signature: (\S+)/i.exec(head)[1], secrets.get(path));
  } catch (error) {
    problem = error.message;
  }
}

process.on('message', (message) => {
  if (message.secrets !== undefined) secrets = new Map(message.secrets);
  if (message.ask === 'count') process.send({ count: arrivals.length, problem });
  if (message.ask === 'take') {
    process.send({ arrivals, problem });
    arrivals = [];
  }
});
server.listen(0, '127.0.0.1', () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
