-- Staff with reservations.read see their org's reservations and which tables are taken when; guests
-- see their own by its token.
-- NOTE: insert, update and delete are not granted, because only functions write reservations.
revoke all on dining.reservations from anon, authenticated, service_role;
grant select on dining.reservations to authenticated;

create policy select_staff on dining.reservations for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('reservations.read'))));

create trigger _050_due before insert or update on dining.reservations
  for each row execute function dining.tg_reservations__due();
create trigger _060_risk
  before insert or update of customer_id, starts_at, party_size, channel, status, payment_status,
    terms, reconfirm_sent_at, reconfirmed_at, no_show_risk_score
  on dining.reservations
  for each row execute function dining.tg_reservations__risk();
create trigger _100_touch before update on dining.reservations
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on dining.reservations
  for each row execute function core.tg__transition('reservation');
create trigger _500_occupancy
  after insert or update of status, reservation_date, starts_at, ends_at, buffer_minutes, table_id,
    table_group_id, option_expires_at, payment_due_at
  on dining.reservations
  for each row execute function dining.tg_reservations__occupancy();
create trigger _600_stats after update of status, spend_amount on dining.reservations
  for each row when (
    new.customer_id is not null
    and (old.status <> new.status or old.spend_amount is distinct from new.spend_amount)
  )
  execute function dining.tg_reservations__stats();
create trigger _900_audit after insert or update or delete on dining.reservations
  for each row execute function core.tg__audit(
    'reservation', 'guest_notes', 'internal_notes', 'badges', 'cancellation_reason', 'return_url');

-- NOTE: insert, update and delete are not granted, because occupancy follows the reservations.
revoke all on dining.table_occupancy from anon, authenticated, service_role;
grant select on dining.table_occupancy to authenticated;

create policy select_staff on dining.table_occupancy for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('reservations.read'))));

insert into payments.payable_kinds (
  kind, start_function, settle_function, release_function, refund_ended_function,
  disputed_function, book_function, description
) values (
  'reservation', 'dining.start_payment', 'dining.settle_reservation', 'dining.release_reservation',
  'dining.note_refund', 'dining.note_dispute', 'dining.book_deposit', 'The deposit of a reservation.'
);
insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('availability', 'address', 600, 60, 'Questions about free tables per address.'),
  ('availability_user', 'user', 600, 60, 'Questions about free tables per user.'),
  ('create_reservation', 'address', 120, 60, 'Tables booked by guests per address.'),
  ('create_reservation_user', 'user', 60, 60, 'Tables booked by guests per user.'),
  ('reservation_mail', 'key', 30, 86400,
   'Tables that one address books for a mail box at one location.'),
  ('reservation_mail_all', 'key', 60, 3600, 'Tables booked for one mail box at one location.');
-- One at a time, because each locks its guest after itself: whoever holds one would wait for the
-- next while its holder waits for the guest.
insert into tenancy.token_holders (source, function)
values ('reservation', 'dining.holder_of_reservation');
insert into core.sweeps (name, function, every, batch)
values ('dining.reservations', 'dining.sweep_reservations', interval '10 seconds', 1);
