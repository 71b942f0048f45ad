// The page asks for the state twice a second and draws it; every press is one call of the API.
import RFB from "/novnc/core/rfb.js";

const LOOK_AGAIN = 500; // ms
const find = (selector) => document.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
let people = [];
let drawnSlips = "";

async function call(method, path, body) {
  const answer = await fetch(path, {
    method, headers: body ? { "Content-Type": "application/json" } : {}, body: body && JSON.stringify(body),
  });
  const content = await answer.json();
  find("#trouble").textContent = answer.ok ? "" : content.detail;
  return answer.ok ? content : null;
}

const change = async (method, path, body) => { const state = await call(method, path, body); if (state) draw(state); };
const pressed = (button, is) => button.setAttribute("aria-pressed", String(is));

function draw(state) {
  find("#inserted").textContent = state.card.inserted ?? "";
  find("#remove").disabled = state.card.inserted === null;
  for (const button of all("[data-paper]")) pressed(button, button.dataset.paper === state.printer.paper);
  for (const button of all("[data-switch]")) pressed(button, state.printer[button.dataset.switch] !== ("inverted" in button.dataset));
  for (const button of all("[data-cable]")) {
    pressed(button, button.dataset.cable === state.centre.cable && Number(button.dataset.delay) === state.centre.delay);
  }
  for (const button of all("[data-clock]")) pressed(button, Number(button.dataset.clock) === state.clock);
  for (const button of all("[data-kill]")) button.disabled = !(button.dataset.kill in state.programs);
  find("#clock").textContent = state.clock ? `${state.clock > 0 ? "+" : ""}${state.clock} s` : "";
}

async function drawSlips() {
  const slips = await call("GET", "/api/slips");
  if (!slips || JSON.stringify(slips) === drawnSlips) return;
  drawnSlips = JSON.stringify(slips);
  find("#no-slip").hidden = slips.length > 0;
  find("#slips").replaceChildren(...slips.map((slip) => {
    const item = find("#slip").content.cloneNode(true);
    item.querySelector("img").src = slip.picture;
    item.querySelector("img").alt = slip.lines.join("\n");
    item.querySelector(".data").href = slip.data;
    item.querySelector(".data").download = `slip-${slip.number}.escpos`;
    item.querySelector(".check").hidden = slip.qr.length === 0;
    item.querySelector(".check").href = slip.qr[0] ?? "";
    item.querySelector(".take").onclick = () => change("DELETE", `/api/slips/${slip.number}`).then(drawSlips);
    return item;
  }));
}

function drawPeople() {
  find("#person").replaceChildren(...people.map((person) => new Option(`${person.name} · ${person.holder}`, person.name)));
  const tell = () => {
    const person = people.find((one) => one.name === find("#person").value);
    find("#person-note").textContent = person ? `${person.note}${person.pin ? ` · PIN ${person.pin}` : ""}` : "";
  };
  find("#person").onchange = tell;
  if (people.some((person) => person.name === "plain")) find("#person").value = "plain";
  tell();
}

function speak(language) {
  document.documentElement.dataset.speak = language;
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  pressed(find("#speak-zh"), language === "zh");
  pressed(find("#speak-en"), language === "en");
}

async function connect() {
  const { port, size } = await call("GET", "/live");
  find("#screen").style.setProperty("--shape", size.replace("x", " / "));
  const start = () => {
    const screen = new RFB(find("#screen"), `ws://${location.hostname}:${port}/`, { shared: true });
    screen.scaleViewport = true;
    screen.qualityLevel = 8;
    screen.background = "#14233B";
    screen.addEventListener("connect", () => { find("#link").textContent = ""; });
    screen.addEventListener("disconnect", () => { find("#link").textContent = "…"; setTimeout(start, 1000); });
  };
  start();
}

async function watch() {
  try {
    const state = await call("GET", "/api/state");
    if (state) draw(state);
    await drawSlips();
  } catch (error) {
    find("#trouble").textContent = String(error);
  }
  setTimeout(watch, LOOK_AGAIN);
}

find("#speak-zh").onclick = () => speak("zh");
find("#speak-en").onclick = () => speak("en");
find("#insert").onclick = () => change("POST", "/api/card", { name: find("#person").value });
find("#remove").onclick = () => change("DELETE", "/api/card");
for (const button of all("[data-paper]")) button.onclick = () => change("PATCH", "/api/printer", { paper: button.dataset.paper });
for (const button of all("[data-switch]")) {
  button.onclick = () => {
    const on = button.getAttribute("aria-pressed") === "true";
    change("PATCH", "/api/printer", { [button.dataset.switch]: "inverted" in button.dataset ? on : !on });
  };
}
for (const button of all("[data-cable]")) {
  button.onclick = () => change("PATCH", "/api/centre", { cable: button.dataset.cable, delay: Number(button.dataset.delay) });
}
for (const button of all("[data-clock]")) button.onclick = () => change("PATCH", "/api/clock", { clock: Number(button.dataset.clock) });
for (const button of all("[data-kill]")) button.onclick = () => change("POST", "/api/kill", { program: button.dataset.kill });

speak(navigator.language.startsWith("zh") ? "zh" : "en");
people = await call("GET", "/api/people") ?? [];
drawPeople();
await connect();
await watch();
