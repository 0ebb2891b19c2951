// What a phone at the door knows and does: its session, its copy of the tickets, the scans that are
// still to be sent, and the way between them and the server. Tells by "change" that something did.

import { call, Refused, Unreachable } from "./api.js";
import { after, decide } from "./decide.js";
import * as store from "./store.js";
import { hashOf, isSigned, read } from "./token.js";

const APP_VERSION = "web-1";
const SCAN_PATIENCE = 4_000; // milliseconds; at a door nobody waits longer
const REST = 10_000; // milliseconds between two syncs, and before a lost server is tried again
const BATCH = 500; // scans per upload
const LETS_THROUGH = new Set(["admitted", "checked_out"]);

export class Door extends EventTarget {
  session = null; // { token, events }
  choice = null; // { event_id, list_id, direction }
  catalogue = null; // the chosen event: its lists, ticket types, waves, public keys
  tickets = new Map(); // the chosen event's, by hash
  queue = []; // scans to be sent, oldest first
  asOf = null; // when our copy of the tickets was complete, in milliseconds of our clock
  isComplete = false; // whether all of it is here
  isOnline = navigator.onLine;
  refused = 0;
  conflicts = 0;
  #device = null;
  #cursor = null;
  #syncedAt = null; // the moment of which the copy is, as the server said it
  #clockOffset = null; // milliseconds that our clock is behind the server's; null: not measured
  #syncing = null;
  #lostAt = -Infinity;

  /** Find everything that an earlier visit left behind. */
  async open() {
    this.#device = await store.get("device");
    if (!this.#device) await store.set("device", (this.#device = crypto.randomUUID()));
    this.session = (await store.get("session")) ?? null;
    this.queue = (await store.queue()).sort((a, b) => a.sequence - b.sequence);
    const choice = await store.get("choice");
    if (this.session && choice) await this.#load(choice);
    this.#changed();
  }

  /** Sign in with a terminal's code. Rejects with Refused or Unreachable. */
  async login(code) {
    const { access_token } = await call("scanner-login", {
      code,
      device_id: this.#device,
      app_version: APP_VERSION,
      device_clock: new Date().toISOString(),
    });
    await this.#begin(access_token);
  }

  /** Ask again what there is to scan for: organisers add lists while a session lasts. */
  async refresh() {
    if (this.session) await this.#begin(this.session.token).catch(() => {});
  }

  async #begin(token) {
    const { events } = await call("scanner-context", {}, token);
    this.session = { token, events };
    await store.set("session", this.session);
    this.#reached();
  }

  /** Sign out: the tickets and their names leave this phone. Scans to be sent stay. */
  async logout() {
    this.session = this.choice = this.catalogue = null;
    this.#forget();
    await store.remove("session", "choice", "refused");
    await store.clearTickets();
    this.#changed();
  }

  async choose(choice) {
    if (this.choice?.event_id !== choice.event_id) {
      await store.clearTickets();
      this.#forget();
    }
    await store.set("choice", choice);
    await this.#load(choice);
    this.#changed();
    void this.sync();
  }

  get list() {
    const lists = this.catalogue?.lists ?? this.#event?.lists ?? [];
    return lists.find((list) => list.list_id === this.choice?.list_id) ?? null;
  }

  get #event() {
    return this.session?.events.find((event) => event.event_id === this.choice?.event_id);
  }

  get title() {
    return this.catalogue?.title ?? this.#event?.title ?? "";
  }

  /** How many tickets there are, and how many have come in here. */
  get counts() {
    let inside = 0;
    let tickets = 0;
    for (const ticket of this.tickets.values()) {
      if (ticket.status === "valid" || ticket.status === "used") tickets += 1;
      if (ticket.lists[this.choice.list_id]?.entries) inside += 1;
    }
    return { inside, tickets };
  }

  /** Some tickets by name, team or start number. */
  search(words) {
    const wanted = plain(words).split(" ").filter(Boolean);
    if (!wanted.length) return [];
    const found = [];
    for (const ticket of this.tickets.values()) {
      const said = plain(`${ticket.name ?? ""} ${ticket.team ?? ""} ${ticket.bib ?? ""}`);
      if (wanted.every((word) => said.includes(word))) found.push(ticket);
      if (found.length === 30) break;
    }
    return found;
  }

  /** The words for what a ticket refers to. */
  describe(ticket) {
    const type = this.catalogue?.ticket_types.find((y) => y.ticket_type_id === ticket.ticket_type_id);
    const wave = this.catalogue?.waves.find((w) => w.wave_id === ticket.wave_id);
    return {
      ticket_instance_id: ticket.ticket_instance_id,
      holder: ticket.name,
      ticket_type: type?.name,
      wave: wave?.name,
      bib: ticket.bib,
      team: ticket.team,
    };
  }

  /** Scan what a camera read or somebody typed; resolves with the answer to show. */
  async scan(text) {
    const found = read(text);
    if (!found) return this.#count({ result: "unknown", why: "not_a_ticket" });
    const scan = {
      id: crypto.randomUUID(),
      event_id: this.choice.event_id,
      list_id: this.choice.list_id,
      direction: this.choice.direction,
      scanned_at: new Date().toISOString(),
    };
    if (this.isOnline || performance.now() - this.#lostAt > REST) {
      const answer = await this.#askServer(scan, found);
      if (answer) return this.#count(answer);
    }
    return this.#count(await this.#decideHere(scan, found));
  }

  async #askServer(scan, found) {
    const { id: scan_id, ...rest } = scan;
    const body = { ...rest, scan_id, token: found.token, device_id: this.#device };
    try {
      const answer = await call("scanner-scan", body, this.session.token, SCAN_PATIENCE);
      this.#reached();
      await this.#note(answer, scan, await hashOf(found.code));
      return answer;
    } catch (error) {
      if (error instanceof Refused) {
        await this.#refusedBy(error);
        throw error;
      }
      this.#lost();
      return null;
    }
  }

  /** Remember what the server said of a ticket, until the next sync says it too. */
  async #note(answer, scan, hash) {
    const ticket = this.tickets.get(hash);
    if (!ticket || !LETS_THROUGH.has(answer.result)) return;
    const row = after(ticket, this.list, scan);
    this.tickets.set(hash, row);
    await store.putTickets([row]);
    this.#changed();
  }

  async #decideHere(scan, found) {
    const hash = await hashOf(found.code);
    const ticket = this.tickets.get(hash);
    const signed = await isSigned(found, this.catalogue?.public_keys ?? []);
    const { list } = this;
    const now = Date.parse(scan.scanned_at) + (this.#clockOffset ?? 0);
    const { catalogue: event } = this;
    const result = decide({ ticket, signed, event, list, direction: scan.direction, now });
    const before = ticket?.lists[list.list_id];
    const row = LETS_THROUGH.has(result) ? after(ticket, list, scan) : undefined;
    const queued = {
      ...scan,
      // A phone that is lost gives no codes away of tickets that we know.
      ...(ticket ? { ticket_instance_id: ticket.ticket_instance_id } : { token: found.token }),
      hash,
      sequence: (this.queue.at(-1)?.sequence ?? 0) + 1,
      result: result === "unsure" ? "unknown" : result,
      ...(this.#syncedAt && { synced_at: this.#syncedAt, clock_offset_ms: this.#clockOffset }),
    };
    await store.enqueue(queued, row); // only what is stored is answered
    this.queue.push(queued);
    if (row) this.tickets.set(hash, row);
    this.#changed();
    return {
      result,
      is_offline: true,
      ...(ticket && this.describe(ticket)),
      ...(result === "already_used" && { first_scan: { at: before.at, list: list.name } }),
    };
  }

  #count(answer) {
    if (!LETS_THROUGH.has(answer.result)) {
      this.refused += 1;
      void store.set("refused", this.refused);
    }
    this.#changed();
    return answer;
  }

  /** Send what waits and learn what is new; one at a time, and quiet where there is no network. */
  sync() {
    this.#syncing ??= this.#exchange().finally(() => (this.#syncing = null));
    return this.#syncing;
  }

  async #exchange() {
    if (!this.session) return;
    this.queue.forEach((scan) => delete scan.is_stuck);
    try {
      await this.#upload();
      if (this.choice) await this.#download(this.choice.event_id);
      this.#reached();
    } catch (error) {
      if (error instanceof Refused) await this.#refusedBy(error);
      else if (error instanceof Unreachable) this.#lost();
      else throw error;
    }
  }

  async #upload() {
    let event_id;
    while ((event_id = this.queue.find((scan) => !scan.is_stuck)?.event_id)) {
      const batch = this.queue
        .filter((scan) => scan.event_id === event_id && !scan.is_stuck)
        .slice(0, BATCH);
      const logs = batch.map(({ hash, sequence, is_stuck, ...log }) => log);
      const body = { event_id, device_id: this.#device, logs };
      try {
        await this.#sent(batch, await call("scanner-scanlogs-batch", body, this.session.token));
      } catch (error) {
        if (!(error instanceof Refused) || error.status === 401) throw error;
        // Another terminal's event: they wait until one that scans for it signs in here.
        batch.forEach((scan) => (scan.is_stuck = true));
      }
    }
  }

  /** The server has these scans now, or says of some what is wrong with them. */
  async #sent(batch, answers) {
    const told = new Map(answers.map((answer) => [answer.id, answer]));
    // A clock that runs ahead: what it says has to come true first.
    const early = (scan) => told.get(scan.id)?.reason === "in_the_future";
    const done = batch.filter((scan) => !early(scan)).map((scan) => scan.id);
    await store.dequeue(done);
    this.queue = this.queue.filter((scan) => !done.includes(scan.id));
    batch.filter(early).forEach((scan) => (scan.is_stuck = true));
    const doubled = (scan) => scan.result === "admitted" && told.get(scan.id)?.result !== "admitted";
    this.conflicts += batch.filter((scan) => !early(scan) && doubled(scan)).length;
    this.#changed();
  }

  async #download(event_id) {
    let page;
    do {
      page = await this.#page(event_id);
      if (this.choice?.event_id !== event_id) return; // another one was chosen meanwhile
      this.catalogue = page.event ?? this.catalogue;
      this.#cursor = page.cursor;
      this.#clockOffset = page.clock_offset_ms ?? this.#clockOffset;
      if (page.is_complete) {
        this.asOf = Date.now();
        this.#syncedAt = page.synced_at;
        this.isComplete = true;
      }
      const rows = page.tickets.map((ticket) => this.#row(event_id, ticket));
      await store.putTickets(rows, {
        event_id,
        catalogue: this.catalogue,
        cursor: this.#cursor,
        asOf: this.asOf,
        syncedAt: this.#syncedAt,
        clockOffset: this.#clockOffset,
        isComplete: this.isComplete,
      });
      rows.forEach((row) => this.tickets.set(row.hash, row));
      this.#changed();
    } while (!page.is_complete);
  }

  async #page(event_id) {
    const body = {
      event_id,
      device_id: this.#device,
      since: this.#cursor,
      app_version: APP_VERSION,
      device_time: new Date().toISOString(),
    };
    try {
      return await call("scanner-sync", body, this.session.token);
    } catch (error) {
      if (error.code !== "cursor_expired" || !this.#cursor) throw error;
      await store.clearTickets();
      this.#forget();
      return await call("scanner-sync", { ...body, since: null }, this.session.token);
    }
  }

  /** A ticket as the server tells it, and what we did with it that the server does not know yet. */
  #row(event_id, { admissions = [], ...ticket }) {
    const lists = Object.fromEntries(
      admissions.map(({ list_id, is_inside, entries, changed_at }) => [
        list_id,
        { is_inside, entries, at: changed_at },
      ]),
    );
    return this.queue
      .filter((scan) => scan.hash === ticket.hash && LETS_THROUGH.has(scan.result))
      .reduce((row, scan) => after(row, scan, scan), { ...ticket, event_id, lists });
  }

  async #load(choice) {
    this.choice = choice;
    const progress = await store.get("progress");
    this.refused = (await store.get("refused")) ?? 0;
    if (progress?.event_id !== choice.event_id) return;
    this.catalogue = progress.catalogue;
    this.#cursor = progress.cursor;
    this.asOf = progress.asOf;
    this.#syncedAt = progress.syncedAt;
    this.#clockOffset = progress.clockOffset;
    this.isComplete = progress.isComplete;
    const rows = await store.tickets(choice.event_id);
    this.tickets = new Map(rows.map((row) => [row.hash, row]));
  }

  #forget() {
    this.tickets = new Map();
    this.catalogue = this.#cursor = this.asOf = this.#syncedAt = null;
    this.isComplete = false;
  }

  /** The session is over when the server says so; then names leave the phone too. */
  async #refusedBy(error) {
    this.#reached();
    if (error.status !== 401 || !this.session) return;
    await this.logout();
    this.dispatchEvent(new Event("session-over"));
  }

  #reached() {
    this.isOnline = true;
    this.#changed();
  }

  #lost() {
    this.isOnline = false;
    this.#lostAt = performance.now();
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }

  /** What goes with a ticket: the products to hand out, and which were. */
  kit(ticket_instance_id) {
    return this.#ask("scanner-kit", { ticket_instance_id });
  }

  handOut(ticket_instance_id, order_item_ids) {
    const { list_id } = this.choice;
    return this.#ask("scanner-hand-out", { ticket_instance_id, order_item_ids, list_id });
  }

  async #ask(name, body) {
    try {
      const { event_id } = this.choice;
      const whole = { ...body, event_id, device_id: this.#device };
      const answer = await call(name, whole, this.session.token);
      this.#reached();
      return answer;
    } catch (error) {
      if (error instanceof Refused) await this.#refusedBy(error);
      else this.#lost();
      throw error;
    }
  }
}

export { REST };

/** Lower case and without accents, as people search. */
function plain(text) {
  return text.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}
