// The page: what is shown, and what people do with it. What it means is in door.js.

import { Unreachable } from "./api.js";
import { Camera } from "./camera.js";
import { colour } from "./decide.js";
import { Door, REST } from "./door.js";
import * as store from "./store.js";
import { ago, knows, language, moment, otherLanguage, say, speak } from "./words.js";

const $ = (id) => document.getElementById(id);
const SIGNS = { green: "✓", red: "✕", orange: "!", plain: "" };
const VIBRATIONS = { green: [120], red: [300, 120, 300, 120, 300], orange: [200, 120, 200], plain: [] };

const door = new Door();
const camera = new Camera($("video"), (text) => {
  const isHandingOut = !$("answer").hidden && !$("kit").hidden;
  if (isBusy || isHandingOut) return false;
  void scan(text);
  return true;
});
let isChoosing = false;
let isBusy = false;
let shown = null; // the answer on the screen

// What is on the screen.

function render() {
  const isScanning = door.session && door.choice && !isChoosing;
  $("login").hidden = Boolean(door.session);
  $("choose").hidden = !door.session || isScanning;
  $("scan").hidden = !isScanning;
  $("network").textContent = say(door.isOnline ? "online" : "offline");
  $("network").classList.toggle("offline", !door.isOnline);
  if (!isScanning) return camera.stop();
  const isOut = door.choice.direction === "out";
  $("place-event").textContent = door.title;
  $("place-list").textContent = [door.list?.name, isOut && say("out")].filter(Boolean).join(" · ");
  const { inside, tickets } = door.counts;
  $("count-inside").textContent = inside;
  $("count-tickets").textContent = tickets;
  $("count-refused").textContent = door.refused;
  $("queue").textContent = door.queue.length;
  $("snapshot").textContent = snapshot();
  $("camera").textContent = say(camera.isOn ? "camera_off" : "camera_on");
  $("conflicts").hidden = !door.conflicts;
  $("conflicts").textContent = say("conflicts", { n: door.conflicts });
}

function snapshot() {
  if (door.isComplete) return ago(door.asOf);
  return door.tickets.size ? say("snapshot_loading", { n: door.tickets.size }) : say("snapshot_none");
}

function trouble(message) {
  $("trouble").textContent = message;
  $("trouble").hidden = !message;
}

const said = (error) => {
  if (error instanceof Unreachable) return say("no_network");
  return say("failed", { message: error.message });
};

// Signing in, and choosing what to scan.

async function login(event) {
  event.preventDefault();
  trouble("");
  try {
    await door.login($("code").value);
    $("code").value = "";
    choose();
    if (!door.session.events.length) trouble(say("no_events"));
  } catch (error) {
    trouble(said(error));
  }
}

async function logout() {
  await door.sync();
  const warning = say("logout_waiting", { n: door.queue.length });
  if (door.queue.length && $("trouble").textContent !== warning) return trouble(warning);
  trouble("");
  await door.logout();
}

function choose() {
  isChoosing = true;
  offer();
  render();
  void door.refresh().then(() => door.session && isChoosing && offer());
}

function offer() {
  const event_id = $("event").value || door.choice?.event_id;
  fill($("event"), door.session.events, "event_id", "title", event_id);
  chooseEvent();
}

function chooseEvent() {
  const { lists = [] } = chosenEvent() ?? {};
  fill($("list"), lists, "list_id", "name", $("list").value || door.choice?.list_id);
  chooseList();
}

const chosenEvent = () =>
  door.session.events.find((event) => event.event_id === $("event").value);

function chooseList() {
  const list = chosenEvent()?.lists.find((list) => list.list_id === $("list").value);
  $("direction").hidden = !list?.allows_reentry;
}

function fill(select, rows, id, name, chosen) {
  select.replaceChildren(...rows.map((row) => new Option(row[name], row[id], false, row[id] === chosen)));
}

async function start(event) {
  event.preventDefault();
  trouble("");
  const way = document.querySelector("input[name=direction]:checked").value;
  isChoosing = false;
  await door.choose({
    event_id: $("event").value,
    list_id: $("list").value,
    direction: $("direction").hidden ? "in" : way,
  });
}

// Scanning.

async function scan(text) {
  if (isBusy || !door.choice) return;
  isBusy = true;
  trouble("");
  try {
    show(await door.scan(text));
  } catch (error) {
    if (door.session) trouble(said(error));
  } finally {
    isBusy = false;
  }
}

function show(answer) {
  shown = answer;
  const tone = answer.result ? colour(answer.result) : "plain";
  const box = $("answer");
  box.dataset.colour = tone;
  box.querySelector(".sign").textContent = SIGNS[tone];
  $("answer-word").textContent = answer.result ? say(`result.${answer.result}`) : answer.holder ?? "–";
  $("answer-why").textContent = why(answer);
  $("answer-facts").replaceChildren(...facts(answer).flatMap(([name, value]) => entry(name, value)));
  box.hidden = false;
  $("next").focus();
  navigator.vibrate?.(VIBRATIONS[tone]);
  void showKit(answer);
}

function why({ result, why, reason, is_offline }) {
  if (!result) return "";
  const more = reason && knows(`reason.${reason}`) && say(`reason.${reason}`);
  const said = more || say(why ?? `why.${result}`);
  return [said, is_offline && say("decided_offline")].filter(Boolean).join(" ");
}

function facts({ holder, ticket_type, wave, bib, team, event, first_scan }) {
  return [
    ["event", event],
    ["holder", holder],
    ["team", team],
    ["ticket_type", ticket_type],
    ["wave", wave],
    ["bib", bib],
    ["first_scan", first_scan && moment(first_scan.at)],
    ["first_place", first_scan && [first_scan.list, first_scan.terminal].filter(Boolean).join(", ")],
  ].filter(([, value]) => value !== undefined && value !== null && value !== "");
}

function entry(name, value) {
  const [dt, dd] = [document.createElement("dt"), document.createElement("dd")];
  dt.textContent = say(name);
  dd.textContent = value;
  return [dt, dd];
}

function next() {
  $("answer").hidden = true;
  shown = null;
  $(camera.isOn ? "camera" : "typed").focus({ preventScroll: true });
}

// What goes with a ticket.

async function showKit(answer) {
  const isPickup = door.list?.kind === "kit_pickup" && Boolean(answer.ticket_instance_id);
  $("kit").hidden = !isPickup;
  $("kit").querySelector("ul").replaceChildren(); // nobody sees what the one before was given
  if (!isPickup) return;
  await fillKit(answer, () => door.kit(answer.ticket_instance_id));
}

async function handOut() {
  const wanted = [...$("kit").querySelectorAll("input:checked:enabled")].map((box) => box.value);
  const answer = shown;
  if (!wanted.length || !answer) return;
  await fillKit(answer, () => door.handOut(answer.ticket_instance_id, wanted));
}

async function fillKit(answer, ask) {
  const note = $("kit").querySelector(".trouble");
  $("hand-out").disabled = true;
  note.hidden = true;
  try {
    const { items } = await ask();
    if (shown !== answer) return; // the next one is there by now
    $("kit").querySelector("ul").replaceChildren(...items.map(kitLine));
    if (!items.length) note.textContent = say("kit_none");
    note.hidden = items.length > 0;
  } catch (error) {
    if (shown !== answer) return;
    note.textContent = error instanceof Unreachable ? say("kit_offline") : said(error);
    note.hidden = false;
  }
  $("hand-out").disabled = !$("kit").querySelector("input:enabled");
}

function kitLine(item) {
  const line = document.createElement("li");
  const label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), {
    type: "checkbox",
    value: item.order_item_id,
    checked: true,
    disabled: Boolean(item.handed_out_at),
  });
  const text = document.createElement("span");
  const name = [item.quantity > 1 && `${item.quantity} ×`, item.product, item.personalisation];
  text.append(name.filter(Boolean).join(" "));
  const more = document.createElement("small");
  more.textContent = [
    item.is_of_order && say("kit_of_order"),
    item.handed_out_at && say("kit_done", { when: moment(item.handed_out_at) }),
  ]
    .filter(Boolean)
    .join(", ");
  line.classList.toggle("done", Boolean(item.handed_out_at));
  text.append(more);
  label.append(box, text);
  line.append(label);
  return line;
}

// The rest of what people do.

async function switchCamera() {
  const note = $("camera-trouble");
  note.hidden = true;
  try {
    if (camera.isOn) camera.stop();
    else await camera.start();
  } catch (error) {
    camera.stop();
    note.textContent = say(error.name === "NotFoundError" ? "camera_missing" : "camera_refused");
    note.hidden = false;
  }
  render();
}

function search() {
  const words = $("wanted").value;
  const found = door.search(words);
  const lines = found.map((ticket) => {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    const { holder, ticket_type, bib, team } = door.describe(ticket);
    button.textContent = [bib, holder ?? "–", team, ticket_type].filter(Boolean).join(" · ");
    button.addEventListener("click", () => show(stateOf(ticket)));
    const line = document.createElement("li");
    line.append(button);
    return line;
  });
  if (words.trim() && !found.length) {
    const line = document.createElement("li");
    line.textContent = say("nothing_found");
    lines.push(line);
  }
  $("found").replaceChildren(...lines);
}

/** Where a ticket stands that was found by its name: nobody is let in by a name. */
function stateOf(ticket) {
  const state = ticket.lists[door.choice.list_id];
  const isEnded = ticket.status !== "valid" && ticket.status !== "used";
  return {
    ...door.describe(ticket),
    ...(isEnded && { result: ticket.status }),
    ...(state?.entries && { first_scan: { at: state.at, list: door.list.name } }),
  };
}

async function switchLanguage() {
  const wanted = otherLanguage();
  await store.set("language", wanted);
  await speak(wanted);
  render();
  search();
}

function listen() {
  const on = (id, type, act) => $(id).addEventListener(type, act);
  $("login").querySelector("form").addEventListener("submit", login);
  $("choose").querySelector("form").addEventListener("submit", start);
  on("event", "change", chooseEvent);
  on("list", "change", chooseList);
  on("logout", "click", logout);
  on("change", "click", choose);
  on("camera", "click", switchCamera);
  on("manual", "submit", (event) => {
    event.preventDefault();
    const text = $("typed").value;
    $("typed").value = "";
    if (text.trim()) void scan(text);
  });
  on("search", "submit", (event) => event.preventDefault());
  on("wanted", "input", search);
  on("sync", "click", () => door.sync());
  on("next", "click", next);
  on("hand-out", "click", handOut);
  on("language", "click", switchLanguage);
  on("answer", "keydown", (event) => {
    if (event.key === "Escape") next();
  });
  door.addEventListener("change", render);
  door.addEventListener("session-over", () => trouble(say("session_over")));
  addEventListener("online", () => door.sync());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    void door.sync();
    void camera.stayAwake();
  });
  setInterval(() => {
    render();
    if (!document.hidden) void door.sync();
  }, REST);
}

async function keepOffline() {
  const root = document.body.dataset.root;
  await navigator.serviceWorker?.register(`${root}/worker.js`, { scope: root });
  await navigator.storage?.persist?.();
}

await speak((await store.get("language")) ?? language());
await door.open();
listen();
if (door.session && !door.choice) choose();
render();
void door.sync();
await keepOffline();
