// An independent mail server (npm smtp-server) with configurable behaviour:
//
//   node server.mjs '{"later": 1}'
//
//   tls: {cert, key}     offers STARTTLS with these PEM files; otherwise none
//   user, password       requires them, with TLS or without
//   later: N             answers 451 to the first N receivers
//   refuse: "rcpt"|"data"   answers 550 to the receiver, or 554 after the whole mail
//   drop: N              closes the first N connections in the middle of a mail
//   silent: true         never answers after the mail
//
// Prints a line of JSON for each event: {"port"}, {"mail": …, parsed by postal-mime}, {"refused"}.
import { readFileSync } from 'node:fs';
import PostalMime from 'postal-mime';
import { SMTPServer } from 'smtp-server';

const wants = JSON.parse(process.argv[2] ?? '{}');
const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

function reply(code, text) {
  const error = new Error(text);
  error.responseCode = code;
  return error;
}

async function read(chunks, session) {
  const raw = Buffer.concat(chunks);
  const mail = await PostalMime.parse(raw, { attachmentEncoding: 'base64' });
  say({
    mail: {
      from: session.envelope.mailFrom.address,
      to: session.envelope.rcptTo.map((each) => each.address),
      hello: session.hostNameAppearsAs,
      secure: session.secure,
      user: session.user ?? null,
      raw: raw.toString('latin1'),
      headers: mail.headers.map((each) => each.key),
      messageId: mail.messageId,
      date: mail.date,
      sender: mail.from,
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
      attachments: mail.attachments.map((each) => ({ name: each.filename, type: each.mimeType, base64: each.content })),
    },
  });
}

const options = {
  authOptional: !wants.user,
  allowInsecureAuth: true,
  disabledCommands: [...(wants.tls ? [] : ['STARTTLS']), ...(wants.user ? [] : ['AUTH'])],
  disableReverseLookup: true,
  logger: false,
  onAuth(auth, _session, done) {
    if (auth.username === wants.user && auth.password === wants.password) return done(null, { user: auth.username });
    say({ refused: 'auth' });
    done(reply(535, 'Authentication failed'));
  },
  onRcptTo(_address, _session, done) {
    if (wants.later > 0) {
      wants.later -= 1;
      say({ refused: 'later' });
      return done(reply(451, 'Try again later'));
    }
    if (wants.refuse === 'rcpt') {
      say({ refused: 'rcpt' });
      return done(reply(550, 'No such mailbox'));
    }
    done();
  },
  onData(stream, session, done) {
    const chunks = [];
    const drops = wants.drop > 0;
    if (drops) wants.drop -= 1;
    stream.on('data', (chunk) => {
      chunks.push(chunk);
      if (!drops) return;
      say({ refused: 'drop' });
      for (const connection of server.connections) connection._socket.destroy();
    });
    stream.on('end', async () => {
      if (drops) return;
      if (wants.refuse === 'data') {
        say({ refused: 'data' });
        return done(reply(554, 'We do not like it'));
      }
      await read(chunks, session);
      if (!wants.silent) done(null, 'Taken');
    });
  },
};
if (wants.tls) Object.assign(options, { cert: readFileSync(wants.tls.cert), key: readFileSync(wants.tls.key) });

const server = new SMTPServer(options);
server.on('error', (error) => process.stderr.write(`${error.message}\n`));
server.listen(0, '127.0.0.1', () => say({ port: server.server.address().port }));
