// A service that signs people in with npm openid-client (certified): nothing of the protocol is
// written here. Driven by HTTP, one address an act; it answers in JSON.
//   node relying_party.mjs '{"port": 1, "issuer": "http://…", "clients": {"a": {"id", "secret", "auth"}}}'
import {createServer} from "node:http";
import * as oidc from "openid-client";
import {createRemoteJWKSet, jwtVerify} from "jose";

const {port, issuer, clients} = JSON.parse(process.argv[2]);
const here = `http://127.0.0.1:${port}`;
const AUTH = {basic: oidc.ClientSecretBasic, post: oidc.ClientSecretPost, unsigned};
const EVENT = "http://schemas.openid.net/event/backchannel-logout";
const configs = {};
const waiting = new Map();
const notices = [];
let last = null;

function unsigned() {
  return (server, client, body) => {
    const text = value => Buffer.from(JSON.stringify(value)).toString("base64url");
    const claims = {iss: client.client_id, sub: client.client_id, aud: server.issuer, exp: 4e9};
    body.set("client_id", client.client_id);
    body.set("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer");
    body.set("client_assertion", `${text({alg: "none"})}.${text(claims)}.`);
  };
}

async function config(name) {
  if (!configs[name]) {
    const {id, secret, auth, algorithm} = clients[name];
    const made = await oidc.discovery(
      new URL(issuer), id, {client_secret: secret, id_token_signed_response_alg: algorithm},
      AUTH[auth](secret), {execute: [oidc.allowInsecureRequests]});
    oidc.enableNonRepudiationChecks(made);
    configs[name] = made;
  }
  return configs[name];
}

const acts = {
  async "/start"(query) {
    const name = query.get("client") ?? "a";
    const verifier = oidc.randomPKCECodeVerifier();
    const state = oidc.randomState(), nonce = oidc.randomNonce();
    const values = {
      redirect_uri: `${here}/back`, scope: "openid profile birth", state, nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier), code_challenge_method: "S256",
    };
    for (const [key, value] of query)
      if (key !== "client") value === "" ? delete values[key] : values[key] = value;
    if (values.code_challenge_method === "plain") values.code_challenge = verifier;
    waiting.set(state, {name, verifier, nonce, maxAge: query.get("max_age")});
    return {location: oidc.buildAuthorizationUrl(await config(name), values).href};
  },
  // ?as=b lets another client present the code; ?verifier=other presents another verifier.
  async "/back"(query, url) {
    const kept = waiting.get(query.get("state"));
    last = {url, kept};
    return acts["/exchange"](new URLSearchParams());
  },
  async "/keep"(query, url) {
    last = {url, kept: waiting.get(query.get("state"))};
    return {kept: true};
  },
  async "/exchange"(query) {
    const {url, kept} = last;
    const name = query.get("as") ?? kept.name;
    const verifier = query.has("verifier") ? oidc.randomPKCECodeVerifier() : kept.verifier;
    const tokens = await oidc.authorizationCodeGrant(await config(name), url, {
      pkceCodeVerifier: verifier, expectedState: url.searchParams.get("state"),
      expectedNonce: kept.nonce, idTokenExpected: true,
      ...(kept.maxAge ? {maxAge: Number(kept.maxAge)} : {}),
    });
    last.tokens = tokens;
    last.claims = tokens.claims();
    return {tokens, claims: last.claims};
  },
  async "/userinfo"() {
    return oidc.fetchUserInfo(await config(last.kept.name), last.tokens.access_token, last.claims.sub);
  },
  async "/refresh"() {
    const before = last.tokens;
    last.tokens = await oidc.refreshTokenGrant(await config(last.kept.name), before.refresh_token);
    last.before = before;
    return {tokens: last.tokens, claims: last.tokens.claims()};
  },
  async "/refresh-again"() {
    return oidc.refreshTokenGrant(await config(last.kept.name), last.before.refresh_token);
  },
  async "/revoke"() {
    await oidc.tokenRevocation(await config(last.kept.name), last.tokens.refresh_token);
    return {revoked: true};
  },
  async "/leave"(query) {
    const values = {
      post_logout_redirect_uri: `${here}/left`, id_token_hint: last.tokens.id_token, state: "parti",
    };
    for (const [key, value] of query) values[key] = value;
    return {location: oidc.buildEndSessionUrl(await config(last.kept.name), values).href};
  },
  async "/left"(query) {
    return {left: true, state: query.get("state")};
  },
  async "/notices"() {
    return notices;
  },
};

async function notice(body) {
  const token = new URLSearchParams(body).get("logout_token");
  const server = (await config("a")).serverMetadata();
  const {payload, protectedHeader} = await jwtVerify(
    token, createRemoteJWKSet(new URL(server.jwks_uri)),
    {issuer: server.issuer, audience: clients.a.id, typ: "logout+jwt", maxTokenAge: "2m",
      requiredClaims: ["iat", "exp", "jti", "events", "sub"]});
  if (!payload.events[EVENT] || "nonce" in payload) throw new Error("not a logout token");
  notices.push({...payload, alg: protectedHeader.alg});
}

createServer(async (request, response) => {
  const url = new URL(request.url, here);
  try {
    if (request.method === "POST" && url.pathname === "/notice") {
      let body = "";
      for await (const part of request) body += part;
      await notice(body);
      response.writeHead(200, {"Cache-Control": "no-store"}).end();
      return;
    }
    const answer = await acts[url.pathname](url.searchParams, url);
    if (answer?.location) response.writeHead(303, {Location: answer.location}).end();
    else response.writeHead(200, {"Content-Type": "application/json"}).end(JSON.stringify(answer));
  } catch (error) {
    const said = {error: error.error ?? error.code ?? error.message, status: error.status};
    response.writeHead(502, {"Content-Type": "application/json"}).end(JSON.stringify(said));
  }
}).listen(port, "127.0.0.1");
