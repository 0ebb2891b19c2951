-- Staff with registrations.read see their org's transfers; people see theirs with their tickets.
-- NOTE: insert, update and delete are not granted, because only functions write transfers.
-- NOTE: token_hash, entry and former are not granted, because nobody needs them who asks from
-- outside.
revoke all on sales.ticket_transfers from anon, authenticated, service_role;
grant select (
  org_id, id, event_id, registration_id, from_ticket, from_user, from_participant, from_email,
  from_name, to_ticket, to_user, to_participant, to_email, status, fee_amount, order_id, expires_at,
  accepted_at, declined_at, withdrawn_at, expired_at, created_at, updated_at
) on sales.ticket_transfers to authenticated;
create policy select_staff on sales.ticket_transfers for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('registrations.read'))));

create trigger _100_touch before update on sales.ticket_transfers
  for each row execute function core.tg__touch();
create trigger _200_transition before insert or update of status on sales.ticket_transfers
  for each row execute function core.tg__transition('ticket_transfer');
create trigger _900_audit after insert or update or delete on sales.ticket_transfers
  for each row execute function core.tg__audit(
    'ticket_transfer', 'from_email', 'from_name', 'to_email', 'token_hash', 'entry', 'former');

-- A ticket that is used, refunded, void, or another's by now is offered to nobody.
create trigger _500_transfers after update of status, registration_id on sales.ticket_instances
  for each row when (
    old.status = 'valid' and old.registration_id is not null
    and (new.status <> 'valid' or new.registration_id is distinct from old.registration_id)
  )
  execute function sales.tg_ticket_instances__transfers();

insert into sales.order_changes (purpose, function, description)
values ('transfer', 'sales.settle_transfer', 'Hands a ticket on once the fee for that is paid.');
insert into core.sweeps (name, function, every, batch)
values ('sales.expire_transfers', 'sales.sweep_transfers', interval '1 minute', 200);
insert into core.rate_limits (rule, subject, max_hits, window_seconds, description) values
  ('create_transfer', 'key', 20, 86400, 'Times that one ticket is offered, and offers are mailed again.'),
  ('transfer_mail', 'key', 20, 86400, 'Offers of tickets that one address mails to a mail box.'),
  ('transfer_mail_all', 'key', 60, 3600, 'Offers of tickets mailed to one mail box.'),
  ('transfer', 'address', 300, 60, 'Calls about the handing on of tickets per address.'),
  ('transfer_token', 'address', 120, 60, 'Tokens of transfers tried per address.'),
  ('find_tickets', 'address', 20, 3600, 'Links to tickets asked for per address.'),
  ('find_tickets_mail', 'key', 5, 3600, 'Links to tickets that one address asks for per mail box.'),
  ('find_tickets_mail_all', 'key', 15, 3600, 'Links to tickets asked for per mail box.');
