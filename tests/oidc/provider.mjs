// A real OpenID provider on the loopback, for the tests of signing in of staff.
// Whoever signs in as "police/officer-7" gets that role and that subject as claims.
import { generateKeyPairSync } from "node:crypto";
import { createServer } from "node:http";

import Provider from "oidc-provider";

const [back, afterLeaving, secret] = process.argv.slice(2);
const server = createServer();

server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: "register",
        client_secret: secret,
        redirect_uris: [back],
        post_logout_redirect_uris: [afterLeaving],
      },
    ],
    pkce: { required: () => true },
    claims: { openid: ["sub", "register_role", "register_subject"] },
    jwks: { keys: [{ ...privateKey.export({ format: "jwk" }), use: "sig", alg: "RS256" }] },
    cookies: { keys: ["only for tests"] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => {
        const [role, subject] = id.split("/");
        return { sub: id, register_role: role, register_subject: subject };
      },
    }),
  });
  server.on("request", provider.callback());
  console.log(issuer);
});
