-- requires: errors
-- The slugs, by subject. docs/errors.md is generated from this table.

insert into core.errors (slug, http_status, message, hint) values
  -- input
  ('missing_field', 400, 'The field {field} is missing.', 'Send {field} with a value.'),
  ('invalid_field', 400, 'The field {field} is not valid: {reason}.', 'Correct {field} and send the request again.'),
  ('invalid_email', 400, 'The e-mail address {email} is not valid.', 'Check the address and send the request again.'),
  ('invalid_quantity', 400, 'The quantity {quantity} is not valid: it must be a whole number from 1 to {max}.', 'Correct the quantity.'),
  ('duplicate_line', 400, 'The ticket type {ticket_type_id} stands in the order more than once.', 'Put everything of one ticket type into one line.'),
  ('too_many_lines', 400, 'The order has {lines} lines; {max} is the limit.', 'Divide it into several orders.'),
  ('idempotency_key_reused', 422, 'This idempotency key was used for a different request.', 'Use a new key for a new request; repeat the old request unchanged to get its answer.'),
  -- who you are
  ('sign_in_required', 401, 'This needs a signed-in user.', 'Sign in and send the access token.'),
  ('not_allowed', 403, 'Your role in this organisation does not permit this ({permission}).', 'Ask an owner or admin of the organisation.'),
  ('platform_admin_required', 403, 'Only administrators of the platform may do this.', 'Ask the platform''s support.'),
  ('not_found', 404, 'There is no {what} {id} that you have access to.', 'Check the id and the organisation you are signed in for.'),
  ('rate_limited', 429, 'Too many requests. Try again in {retry_after} seconds.', 'Wait {retry_after} seconds, then continue more slowly.'),
  -- states
  ('invalid_transition', 409, 'A {machine} cannot go from {from} to {to}.', 'Read its present state; it may have changed meanwhile.'),
  ('append_only', 403, 'Rows of {table} are never changed or removed.', 'Write a new row instead.'),
  -- orgs
  ('last_owner', 409, 'An organisation always keeps at least one owner.', 'Make somebody else an owner first.'),
  ('slug_taken', 409, 'The address {slug} is taken.', 'Choose another one.'),
  ('org_suspended', 403, 'This organisation is suspended.', 'The organisation can contact the platform to have this lifted.'),
  ('already_a_member', 409, '{email} is already a member of this organisation.', 'Change the role of the member instead.'),
  ('invitation_not_valid', 404, 'This invitation is not valid: it was used, withdrawn or has expired.', 'Ask the organisation for a new invitation.'),
  ('invitation_for_other_email', 403, 'This invitation was sent to another e-mail address.', 'Sign in with the address that was invited.'),
  -- events
  ('event_not_found', 404, 'There is no event {event_id} on sale.', 'Check the event; it may not be published yet or no longer.'),
  ('event_incomplete', 422, 'The event cannot be published yet: {missing}.', 'Complete what is missing and publish again.'),
  ('event_is_over', 409, 'The event has ended.', 'Nothing can be sold for it any more.'),
  ('capacity_below_sold', 409, 'The capacity cannot be lowered to {capacity}: {taken} places are sold or held.', 'Choose {taken} or more.'),
  -- selling
  ('ticket_type_not_found', 404, 'The ticket type {ticket_type_id} is not sold for this event.', 'Read the event again and choose one of its ticket types.'),
  ('sales_not_started', 409, 'The sale of {ticket_type} starts at {sales_start}.', 'Come back then.'),
  ('sales_ended', 409, 'The sale of {ticket_type} has ended.', 'Choose another ticket type.'),
  ('quantity_below_minimum', 400, '{ticket_type} is sold from {min} per order; {quantity} was asked.', 'Order at least {min}.'),
  ('quantity_above_maximum', 400, 'At most {max} of {ticket_type} fit in one order; {quantity} was asked.', 'Order at most {max}.'),
  ('sold_out', 409, '{ticket_type} has not enough places left for {quantity}: {available} available.', 'Order fewer, or choose another ticket type.'),
  ('amount_too_large', 400, 'The order amounts to more than can be paid at once.', 'Divide it into several orders.'),
  ('order_not_found', 404, 'There is no such order.', 'Check the order''s token or id.'),
  ('order_already_paid', 409, 'This order has been paid.', 'There is nothing left to pay; the tickets were sent by e-mail.'),
  ('order_not_payable', 409, 'This order cannot be paid: it is {status}.', 'Place a new order.'),
  ('order_has_no_tickets', 409, 'This order has no valid tickets: it is {status}.', 'Only a paid order has tickets.'),
  -- payments
  ('payment_not_found', 404, 'There is no payment {payment_id}.', 'Check the id.'),
  ('refund_not_found', 404, 'There is no refund {refund_id}.', 'Check the id.'),
  ('payment_conflict', 409, 'Payment {payment_id} already belongs to another payment of the provider.', 'Start a new payment attempt.'),
  -- workers
  ('malformed_json', 400, 'The body is not valid JSON.', 'Send a JSON object.'),
  ('body_too_large', 413, 'The body is larger than 64 KiB.', 'Send less at once.'),
  ('invalid_value', 400, 'A value has the wrong type or is out of range.', 'Compare the request with the API''s description.'),
  ('invalid_token', 401, 'The access token is not valid or has expired.', 'Sign in again.'),
  ('function_not_found', 404, 'There is no such function.', 'Check the address.'),
  ('method_not_allowed', 405, 'This function does not take this method.', 'Use one of the methods in the header Allow.'),
  ('payment_provider_unavailable', 503, 'The payment provider does not answer at the moment; the order is kept.', 'Try again in a moment with the same idempotency key, or start the payment again.'),
  ('payment_provider_refused', 502, 'The payment provider refused the payment.', 'Try again; if it stays, contact the organiser.'),
  ('try_again', 503, 'The system is busy.', 'Send the same request again in a moment.'),
  ('internal_error', 500, 'Something went wrong on our side.', 'Try again later; mention the request id if you contact us.');
