// FranceConnect played by a real OpenID provider (npm oidc-provider) under FranceConnect's
// constraints: no PKCE, no parameter that is not listed (page Y000400, HTTP 400), acr_values,
// nonce and state mandatory, client_secret_post, ES256, signed userinfo, 30 and 60 s lifetimes.
//
//   node franceconnect.mjs '{"port": 0, "client": {…}, "people": {"name": {claims}}}'
//
// It prints its issuer, then listens. POST /control with JSON:
//   {"lie": {…}}      what to falsify from now on ({} for nothing)
//   {"rotate": true}  sign with a new key, published in the JWKS, the old one gone
// A lie is told by the provider itself where it lets itself be told; otherwise the answer is
// taken on its way out and signed again, with the provider's own key unless the lie is the key.
import { createServer } from "node:http";
import { createHash, randomUUID } from "node:crypto";
import * as jose from "jose";
import Provider from "oidc-provider";

const ALLOWED = new Set([
  "client_id", "acr_values", "claims", "response_type", "nonce", "state", "redirect_uri", "scope",
  "prompt", "idp_hint", "ui_locales",
]);
const chosen = JSON.parse(process.argv[2]);
const ISSUER_PATH = "/api/v2";
const seen = { requests: [], tokens: [], left: [] };
let lie = {};
let keys = [];
let provider;
let issuer;

async function newKey() {
  const { privateKey } = await jose.generateKeyPair("ES256", { extractable: true });
  return { ...(await jose.exportJWK(privateKey)), alg: "ES256", use: "sig", kid: randomUUID() };
}

function pairwise(name) {
  return createHash("sha256").update(`fs-${name}`).digest("hex") + "v1";
}

function personOf(sub) {
  return Object.keys(chosen.people).find((name) => pairwise(name) === sub);
}

function refuse(ctx, why) {
  ctx.status = 400;
  ctx.type = "html";
  ctx.body = `<h1>Y000400</h1><p>${why}</p>`;
}

// What FranceConnect checks before its library does.
async function constraints(ctx, next) {
  if (ctx.path !== `/authorize`) return next();
  const query = Object.keys(ctx.query);
  seen.requests.push({ ...ctx.query });
  const extra = query.filter((name) => !ALLOWED.has(name));
  if (extra.length) return refuse(ctx, `property ${extra} should not exist`);
  if (!chosen.acr_values_optional && !ctx.query.acr_values) return refuse(ctx, "acr_values");
  if ((ctx.query.nonce ?? "").length < 32) return refuse(ctx, "nonce");
  if ((ctx.query.state ?? "").length < 32) return refuse(ctx, "state");
  if (ctx.query.prompt === "none") return refuse(ctx, "prompt");
  return next();
}

// A page with two buttons, as an identity provider behind FranceConnect: who one is, or no.
async function choose(ctx, next) {
  const [, , uid, act] = ctx.path.split("/");
  if (!ctx.path.startsWith("/interaction/")) return next();
  const at = `${ISSUER_PATH}/interaction/${uid}`;
  if (ctx.method === "GET") {
    const buttons = Object.keys(chosen.people).map(
      (name) => `<button name="who" value="${name}">${name}</button>`,
    );
    ctx.type = "html";
    ctx.body = `<h1>Choisir une identité</h1><form method="post" action="${at}/login">${buttons.join(" ")}</form>
      <form method="post" action="${at}/abort"><button>Annuler</button></form>`;
    return;
  }
  let body = "";
  for await (const part of ctx.req) body += part;
  const name = new URLSearchParams(body).get("who");
  const result =
    act === "abort"
      ? { error: lie.error ?? "access_denied", error_description: "User auth aborted" }
      : { login: { accountId: pairwise(name), acr: lie.acr ?? "eidas1", amr: ["pwd"], remember: false } };
  await provider.interactionFinished(ctx.req, ctx.res, result, { mergeWithLastSubmission: false });
  ctx.respond = false;
}

async function signed(payload, { alg, key, kid }) {
  if (alg === "none") return new jose.UnsecuredJWT(payload).encode();
  if (alg === "HS256") {
    const secret = new TextEncoder().encode(chosen.client.client_secret);
    return new jose.SignJWT(payload).setProtectedHeader({ alg, kid, typ: "JWT" }).sign(secret);
  }
  return new jose.SignJWT(payload)
    .setProtectedHeader({ alg: "ES256", kid, typ: "JWT" })
    .sign(await jose.importJWK(key, "ES256"));
}

// Say a token again with other claims: {"claims": {…}, "alg": …, "key": "unpublished"|"forged"}.
async function falsified(token, told) {
  if (!told) return token;
  const payload = { ...jose.decodeJwt(token), ...told.claims };
  for (const [name, value] of Object.entries(told.claims ?? {})) if (value === null) delete payload[name];
  if (told.expired) Object.assign(payload, { iat: payload.iat - 180, exp: payload.iat - 120 });
  const other = told.key ? await newKey() : keys[0];
  const kid = told.key === "forged" ? keys[0].kid : other.kid;
  return signed(payload, { alg: told.alg, key: other, kid });
}

async function lies(ctx, next) {
  await next();
  if (ctx.path === `/token`) {
    seen.tokens.push({ status: ctx.status, authorization: Boolean(ctx.headers.authorization) });
    if (ctx.body?.id_token) {
      ctx.body = { ...ctx.body, id_token: await falsified(ctx.body.id_token, lie.id_token) };
    }
  }
  if (ctx.path === `/userinfo` && ctx.status === 200) {
    const token = await falsified(ctx.body, lie.userinfo);
    if (lie.userinfo?.plain) {
      ctx.body = jose.decodeJwt(token);
      ctx.type = "application/json";
    } else {
      ctx.body = token;
      ctx.type = "application/jwt";
    }
  }
}

function configuration() {
  return {
    clients: [chosen.client],
    jwks: { keys },
    cookies: { keys: ["only-a-test"] },
    acrValues: ["eidas1"],
    scopes: ["openid"],
    claims: {
      openid: ["sub"],
      given_name: ["given_name"], family_name: ["family_name"], birthdate: ["birthdate"],
      gender: ["gender"], birthplace: ["birthplace"], birthcountry: ["birthcountry"],
      preferred_username: ["preferred_username"], usual_name: ["usual_name"], email: ["email"],
      acr: null, amr: null, auth_time: null,
    },
    enabledJWA: {
      idTokenSigningAlgValues: ["ES256"], userinfoSigningAlgValues: ["ES256"],
    },
    clientAuthMethods: ["client_secret_post"],
    responseTypes: ["code"],
    pkce: { required: () => false },
    ttl: { AuthorizationCode: 30, AccessToken: 60, IdToken: 60, Session: 1800, Interaction: 600, Grant: 1800 },
    routes: {
      authorization: "/authorize", token: "/token", userinfo: "/userinfo", jwks: "/jwks",
      end_session: "/session/end", revocation: "/token/revocation",
    },
    features: {
      devInteractions: { enabled: false },
      jwtUserinfo: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource(ctx, form) {
          seen.left.push({ ...ctx.query });
          ctx.body = `<h1>Déconnexion</h1>${form}<button name="logout" value="yes" form="op.logoutForm">Oui</button>`;
        },
      },
    },
    interactions: { url: (_ctx, interaction) => `${ISSUER_PATH}/interaction/${interaction.uid}` },
    async findAccount(_ctx, sub) {
      const name = personOf(sub);
      return name && { accountId: sub, claims: async () => ({ sub, ...chosen.people[name] }) };
    },
    // FranceConnect asks for no consent of its own here: what the client asked is granted.
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client.clientId, accountId: ctx.oidc.session.accountId,
      });
      grant.addOIDCScope(ctx.oidc.params.scope);
      await grant.save();
      return grant;
    },
    renderError(ctx, out) {
      ctx.type = "html";
      ctx.body = `<h1>${out.error}</h1><p>${out.error_description ?? ""}</p>`;
    },
  };
}

function build() {
  provider = new Provider(issuer, configuration());
  provider.use(lies);
  provider.use(constraints);
  provider.use(choose);
}

async function control(request, response) {
  let body = "";
  for await (const part of request) body += part;
  const order = JSON.parse(body || "{}");
  if (order.lie) lie = order.lie;
  if (order.rotate) {
    keys = [await newKey()];
    build();
  }
  const told = JSON.stringify(seen);
  if (order.forget) Object.values(seen).forEach((list) => list.splice(0));
  response.setHeader("Content-Type", "application/json");
  response.end(told);
}

const server = createServer((request, response) => {
  if (request.url === "/control") return control(request, response);
  if (!request.url.startsWith(ISSUER_PATH)) {
    response.statusCode = 404;
    return response.end();
  }
  // Mounted below its issuer's path, as Koa and Express mounts do.
  request.originalUrl = request.url;
  request.baseUrl = ISSUER_PATH;
  request.url = request.url.slice(ISSUER_PATH.length) || "/";
  return provider.callback()(request, response);
});

server.listen(chosen.port ?? 0, "127.0.0.1", async () => {
  issuer = `http://127.0.0.1:${server.address().port}${ISSUER_PATH}`;
  keys = [await newKey()];
  build();
  console.log(`ready ${issuer}`);
});
