-- The front door of sales.resend_transfer(), which says what it does and refuses.
create or replace function public.resend_transfer(
  transfer_id uuid default null,
  public_token text default null
)
  returns jsonb
  language sql
  volatile
  security invoker
  set search_path = ''
as $$
  select sales.resend_transfer(resend_transfer.transfer_id, resend_transfer.public_token)
$$;
revoke all on function public.resend_transfer(uuid, text)
  from public, anon, authenticated, service_role;
grant execute on function public.resend_transfer(uuid, text) to anon, authenticated;
comment on function public.resend_transfer(uuid, text) is
  'Mails the offer of a ticket again, with a new link: the one before stops working. For whoever may offer it. Returns what create_transfer returns. Errors: sign_in_required, missing_field, not_found, transfer_not_open, rate_limited, and those of create_transfer about the ticket.';
