-- The front door of sales.create_transfer(), which says what it does and refuses.
create or replace function public.create_transfer(
  ticket_instance_id uuid default null,
  to_email text default null,
  language text default null,
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.create_transfer(
    create_transfer.ticket_instance_id, create_transfer.to_email, create_transfer.language,
    create_transfer.public_token)
$$;
revoke all on function public.create_transfer(uuid, text, text, text)
  from public, anon, authenticated, service_role;
grant execute on function public.create_transfer(uuid, text, text, text) to anon, authenticated;
comment on function public.create_transfer(uuid, text, text, text) is
  'Offers a ticket to an e-mail address, where transfers of the event are allowed: whoever gets the mail can claim it until it expires, and the ticket stays valid until then. By its participant, signed in; as long as they have no login by the buyer, signed in or with the public_token of the order, or by whoever has the link to the ticket. language (nl, en) is that of the mail. Returns {transfer_id, ticket_instance_id, to_email, status, fee_amount, expires_at}. Errors: sign_in_required, missing_field, invalid_email, invalid_field, not_found, transfers_not_allowed, transfers_closed, ticket_not_valid, refund_under_way, ticket_not_changeable, transfers_used_up, transfer_pending, rate_limited.';
