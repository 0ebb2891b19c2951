-- Staff with orders.read see their org's orders; buyers use get_order and my_orders.
-- NOTE: insert, update and delete are not granted, because only functions write orders.
revoke all on sales.orders from anon, authenticated, service_role;
grant select on sales.orders to authenticated;
create policy select_staff on sales.orders for select to authenticated
  using (org_id = any (array(select tenancy.orgs_with('orders.read'))));

create trigger _100_touch before update on sales.orders
  for each row execute function core.tg__touch();
-- The declared first states are let through without asking, since every sale would ask.
create trigger _200_transition_new before insert on sales.orders
  for each row when (new.status not in ('pending', 'paid')) execute function core.tg__transition('order');
create trigger _200_transition before update of status on sales.orders
  for each row execute function core.tg__transition('order');
-- The creation of an order is written to the audit log by insert_order itself.
create trigger _900_audit
  after delete or update of status, email, purchaser_name on sales.orders
  for each row execute function core.tg__audit(
    'order', 'email', 'purchaser_name', 'note', 'return_url');

insert into payments.payable_kinds (
  kind, start_function, settle_function, release_function, refund_ended_function,
  disputed_function, book_function, fee_function, description
) values (
  'order', 'sales.start_payment', 'sales.settle_order', 'sales.release_order', 'sales.note_refund',
  'sales.note_dispute', 'sales.book_order', 'sales.fee_base',
  'An order of tickets for an event.'
);
insert into invoicing.invoiceables (kind, facts_function) values ('order', 'sales.invoice_facts');
insert into tenancy.token_holders (source, function) values ('order', 'sales.holder_of_order');
insert into core.sweeps (name, function, every, batch)
values ('sales.expire_orders', 'sales.sweep_expired_orders', interval '5 seconds', 100);
