// An OpenID Connect issuer on a free port of this machine, with tokens signed by node's own crypto. Writes one line of JSON: its address and tokens by name.
const crypto = require('crypto');
const http = require('http');
const ours = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
const others = crypto.generateKeyPairSync('rsa', { modulusLength: 2048 });
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

function sign(claims, key = ours.privateKey, alg = 'RS256') {
  const text = `${encode({ alg, kid: 'k1', typ: 'JWT' })}.${encode(claims)}`;
  if (alg === 'none') return `${text}.`;
  return `${text}.${crypto.sign('sha256', Buffer.from(text), key).toString('base64url')}`;
}

const server = http.createServer((request, response) => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const found = request.url === '/keys'
    ? { keys: [{ ...ours.publicKey.export({ format: 'jwk' }), kid: 'k1', use: 'sig', alg: 'RS256' }] }
    : { issuer, jwks_uri: `${issuer}/keys` };
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(found));
});
server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const now = Math.floor(Date.now() / 1000);
  const good = { iss: issuer, aud: 'shepherd', sub: 'ada', tenant: 'acme', iat: now, exp: now + 3600 };
  process.stdout.write(JSON.stringify({
    issuer,
    good: sign(good),
    expired: sign({ ...good, iat: now - 7200, exp: now - 3600 }),
    audience: sign({ ...good, aud: 'somebody' }),
    foreign: sign({ ...good, iss: 'http://127.0.0.1:1' }),
    forged: sign(good, others.privateKey),
    unsigned: sign(good, null, 'none'),
    nobody: sign({ ...good, tenant: undefined }),
  }) + '\n');
});
process.stdin.resume().on('end', () => process.exit(0));
