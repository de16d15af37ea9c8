// Calls GRPCInferenceService with npm's @grpc/grpc-js. Arguments: proto file, address, channel options as JSON.
// Each line of standard input is a call; each call is answered by a line. {"cancel": N} cancels call N.
const grpc = require('@grpc/grpc-js');
const loader = require('@grpc/proto-loader');
const [proto, address, channel] = process.argv.slice(2);
const options = JSON.parse(channel || '{}');
const definition = loader.loadSync(proto, { keepCase: true, longs: Number, bytes: String, defaults: true, oneofs: true });
const { GRPCInferenceService } = grpc.loadPackageDefinition(definition).inference;
const credentials = options.ca ? grpc.credentials.createSsl(require('fs').readFileSync(options.ca)) : grpc.credentials.createInsecure();
const client = new GRPCInferenceService(address, credentials, options.channel || {});
const calls = new Map();
// Base64 in, base64 out: lines are text.
const raw = (request) => ({ ...request, raw_input_contents: (request.raw_input_contents || []).map((b) => Buffer.from(b, 'base64')) });
const say = (answer) => process.stdout.write(JSON.stringify(answer) + '\n');

require('readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const ask = JSON.parse(line);
  if (ask.cancel !== undefined) return calls.get(ask.cancel).cancel();
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(ask.metadata || {})) metadata.set(name, value);
  const limits = ask.deadline_ms ? { deadline: Date.now() + ask.deadline_ms } : {};
  const request = ask.method === 'ModelInfer' ? raw(ask.request) : ask.request;
  const answer = { number: ask.number };
  const call = client[ask.method](request, metadata, limits, (error, response) => {
    if (error) Object.assign(answer, { code: error.code, details: error.details, trailers: error.metadata ? error.metadata.getMap() : {} });
    else Object.assign(answer, { code: 0, response });
    // The status follows the answer, with the trailers.
    if (error) say(answer);
  });
  call.on('status', (status) => { if (answer.response) say({ ...answer, trailers: status.metadata.getMap() }); });
  calls.set(ask.number, call);
}).on('close', () => client.close());
