// What a device decides without a network, from its copy of the tickets and what it scanned itself:
// the same questions in the same order as the server's.

/**
 * The result of a scan. `ticket` is the device's row of it, undefined when there is none; `signed`
 * tells whether we made the code, null where that cannot be told. Not a result of the server is
 * "unsure": our code, but not on the list of tickets.
 */
export function decide({ ticket, signed, event, list, direction, now }) {
  if (signed === false) return "unknown";
  if (!ticket) return signed ? "unsure" : "unknown";
  const { is_inside = false, entries = 0 } = ticket.lists[list.list_id] ?? {};
  // Whoever wants to leave may, whatever has become of the ticket.
  if (direction === "out") return is_inside ? "checked_out" : "not_inside";
  if (ticket.status !== "valid" && ticket.status !== "used") return ticket.status;
  if (event.status === "cancelled" || !list.is_active) return "blocked";
  if (list.ticket_type_ids.length && !list.ticket_type_ids.includes(ticket.ticket_type_id))
    return "wrong_ticket_type";
  if (list.opens_at && now < Date.parse(list.opens_at)) return "not_yet";
  if (list.closes_at && now >= Date.parse(list.closes_at)) return "too_late";
  return is_inside || (entries && !list.allows_reentry) ? "already_used" : "admitted";
}

/** The device's row of a ticket after somebody was let in or out with it. */
export function after(ticket, { list_id }, { direction, scanned_at }) {
  const { entries = 0 } = ticket.lists[list_id] ?? {};
  const is_inside = direction === "in";
  const state = { is_inside, entries: entries + (is_inside ? 1 : 0), at: scanned_at };
  return { ...ticket, lists: { ...ticket.lists, [list_id]: state } };
}

const ORANGE = new Set([
  "wrong_event",
  "wrong_ticket_type",
  "not_yet",
  "too_late",
  "not_inside",
  "unsure",
]);

/** The colour of an answer: green lets through, red does not, orange asks for a second look. */
export function colour(result) {
  if (result === "admitted" || result === "checked_out") return "green";
  return ORANGE.has(result) ? "orange" : "red";
}
