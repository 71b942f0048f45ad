"use strict";
// The same table of verdicts as central/verifier/judge.py, in the same order; tests hold both to it.
const DATA = JSON.parse(document.getElementById("data").textContent);
const ALGORITHMS = {
  ES256: { key: { name: "ECDSA", namedCurve: "P-256" }, check: { name: "ECDSA", hash: "SHA-256" } },
};
const LONGEST = 4000;
const CHINA = 8 * 3600;
let language = "zh-Hans";
let shown = null;

function foundIn(text) {
  for (const word of text.slice(0, LONGEST).split(/\s+/).filter(Boolean)) {
    const mark = word.indexOf("#");
    const candidate = word.slice(mark + 1);
    if (candidate.split(".").length === 3 && !candidate.includes("/")) return candidate;
  }
  return "";
}

function unpacked(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text) || text.length % 4 === 1) throw new Error("not base64url");
  return Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
}

function read(text) {
  return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(unpacked(text)));
}

function takenApart(text) {
  try {
    const [header, body, signature] = text.split(".");
    const named = read(header);
    const statement = read(body);
    if (Object.keys(named).sort().join() !== "alg,kid" || !isStatement(statement)) return null;
    if (typeof named.alg !== "string" || typeof named.kid !== "string") return null;
    const signed = new TextEncoder().encode(`${header}.${body}`);
    return { header: named, statement, signed, signature: unpacked(signature) };
  } catch {
    return null;
  }
}

function isStatement(value) {
  const counts = value.t;
  return typeof value === "object" && ["c", "s", "n", "i", "m"].every((name) => typeof value[name] === "string")
    && ["iat", "exp"].every((name) => Number.isInteger(value[name]))
    && ["f", "l"].every((name) => value[name] === undefined || Number.isInteger(value[name]))
    && [undefined, true, false].includes(value.x)
    && typeof counts === "object" && counts !== null && !Array.isArray(counts)
    && Object.values(counts).every(Number.isInteger);
}

async function signatureGood(apart, key) {
  const algorithm = Object.hasOwn(ALGORITHMS, key.alg) ? ALGORITHMS[key.alg] : null;
  if (!algorithm || apart.header.alg !== key.alg) return false;
  const { kty, crv, x, y } = key;
  const imported = await crypto.subtle.importKey("jwk", { kty, crv, x, y }, algorithm.key, false, ["verify"]);
  return crypto.subtle.verify(algorithm.check, imported, apart.signature, apart.signed);
}

function itsTime(statement, key) {
  return key.issued_from <= statement.iat && (!key.issued_until || statement.iat <= key.issued_until);
}

async function judge(text, now) {
  const apart = takenApart(foundIn(text));
  if (!apart) return { verdict: "unreadable" };
  const key = DATA.keys.keys.find((each) => each.kid === apart.header.kid);
  if (!key) return { verdict: "unknown_key" };
  if (key.revoked_at) return { verdict: "revoked_key" };
  if (!(await signatureGood(apart, key)) || !itsTime(apart.statement, key)) return { verdict: "bad" };
  return { verdict: now >= apart.statement.exp ? "expired" : "good", statement: apart.statement };
}

function say(id, values = {}) {
  const sentence = DATA.words[language][id];
  return sentence.replaceAll(/\{(\w+)\}/g, (_, name) => values[name]);
}

function month(yyyymm) {
  const [year, number] = [Math.floor(yyyymm / 100), yyyymm % 100];
  return language === "en" ? `${DATA.months[number - 1]} ${year}` : `${year}年${number}月`;
}

function moment(epoch, withTime) {
  const at = new Date((epoch + CHINA) * 1000);
  const of = month(at.getUTCFullYear() * 100 + at.getUTCMonth() + 1);
  const day = language === "en" ? `${at.getUTCDate()} ${of}` : `${of}${at.getUTCDate()}日`;
  const two = (number) => String(number).padStart(2, "0");
  return withTime ? `${day} ${two(at.getUTCHours())}:${two(at.getUTCMinutes())}` : day;
}

function factsOf(statement) {
  return {
    "slip.name": statement.n, "slip.number": `${statement.i}****`, "slip.serial": statement.s,
    "slip.code": statement.c.replaceAll(/(.{4})(?=.)/g, "$1-"), "slip.bureau": DATA.keys.bureau,
    "slip.issued_at": moment(statement.iat, true), "slip.valid_until": moment(statement.exp - 1, false),
    "slip.machine": statement.m,
    "offline.period": statement.f ? `${month(statement.f)} – ${month(statement.l)}` : "",
  };
}

function element(name, text, attributes = {}) {
  const made = document.createElement(name);
  made.textContent = text;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}

function line(label, value, attributes) {
  const row = element("div", "");
  row.append(element("dt", label), element("dd", value, attributes));
  return row;
}

function insurance(key) {
  const name = `insurance:${key}`;
  const code = key.includes(":") ? key : `rs:${key}`;
  return Object.hasOwn(DATA.words[language], name) ? say(name) : say("insurance.unknown", { code });
}

function draw() {
  document.documentElement.lang = language;
  for (const each of document.querySelectorAll("[data-say]")) each.textContent = say(each.dataset.say);
  const other = language === "en" ? "zh-Hans" : "en";
  const button = document.getElementById("switch");
  button.textContent = DATA.words[other]["page.language"];
  button.lang = other;
  document.getElementById("keys").textContent = say("offline.keys_of");
  const result = document.getElementById("result");
  result.replaceChildren();
  document.title = say("offline.title");
  if (!globalThis.crypto?.subtle) {
    result.append(element("p", say("offline.no_crypto"), { class: "notice refused" }));
  } else if (shown) {
    drawResult(result, shown);
  }
}

function drawResult(result, { verdict, statement }) {
  document.title = `${say(`offline.${verdict}`)} – ${say("offline.title")}`;
  const state = element("section", "", { class: `state ${DATA.tones[verdict]}`, "data-verdict": verdict });
  state.append(element("strong", say(`offline.${verdict}`)), element("p", say(`offline.${verdict}.lead`)));
  result.append(state);
  if (!statement) return;
  if (statement.x) result.append(element("p", say("slip.sample"), { class: "notice attention" }));
  const facts = factsOf(statement);
  const list = element("dl", "");
  for (const id of DATA.facts.filter((each) => facts[each])) {
    const chinese = ["slip.name", "slip.bureau"].includes(id) ? { lang: "zh-Hans" } : {};
    list.append(line(say(id), facts[id], { "data-fact": id.split(".")[1], ...chinese }));
  }
  for (const [key, months] of Object.entries(statement.t)) {
    list.append(line(insurance(key), say("offline.months", { months }), { "data-total": key }));
  }
  result.append(list, element("p", say("offline.compare")));
}

async function check(text) {
  shown = await judge(text, Math.floor(Date.now() / 1000));
  draw();
  document.getElementById("result").focus();
}

function fromAddress() {
  const fragment = location.hash.slice(1);
  if (!fragment) return;
  document.getElementById("text").value = fragment;
  if (globalThis.crypto?.subtle) check(`#${fragment}`);
}

document.getElementById("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (globalThis.crypto?.subtle) check(document.getElementById("text").value);
});
document.getElementById("switch").addEventListener("click", () => {
  language = language === "en" ? "zh-Hans" : "en";
  draw();
});
addEventListener("hashchange", fromAddress);
if (navigator.language.startsWith("en")) language = "en";
draw();
fromAddress();
